import { Controller, Get, Inject } from '@nestjs/common';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';
import { rpcAddressOf } from './member.ts';

/** There is no leader to find: whichever server is asked answers for the one log. */
@Controller('v1/status')
export class StatusController {
  constructor(@Inject(AGENT) private readonly agent: AgentInfo) {}

  @Get('leader')
  leader(): string {
    return rpcAddressOf(this.agent);
  }

  @Get('peers')
  peers(): string[] {
    return [rpcAddressOf(this.agent)];
  }
}
