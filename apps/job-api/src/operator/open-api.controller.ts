import { Controller, Get, Inject } from '@nestjs/common';
import { openApiDocument } from '@steppe/api-contract';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';

@Controller('v1/openapi.json')
export class OpenApiController {
  readonly #document: Record<string, unknown>;

  constructor(@Inject(AGENT) { version }: AgentInfo) {
    this.#document = openApiDocument(version);
  }

  @Get()
  document(): Record<string, unknown> {
    return this.#document;
  }
}
