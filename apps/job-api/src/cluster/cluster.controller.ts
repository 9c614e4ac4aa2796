import { Controller, Get, Inject } from '@nestjs/common';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';

@Controller('v1')
export class ClusterController {
  constructor(@Inject(AGENT) private readonly agent: AgentInfo) {}

  @Get('regions')
  regions(): string[] {
    return [this.agent.region];
  }
}
