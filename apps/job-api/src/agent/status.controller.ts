import { Controller, Get, Inject } from '@nestjs/common';
import { Servers } from './servers.service.ts';

/** Whichever server is asked answers for the one log; the leader is the one whose broker decides. */
@Controller('v1/status')
export class StatusController {
  constructor(@Inject(Servers) private readonly servers: Servers) {}

  @Get('leader')
  leader(): string {
    return this.servers.leader()?.rpcAddress ?? '';
  }

  @Get('peers')
  peers(): string[] {
    return this.servers.all().map(({ rpcAddress }) => rpcAddress);
  }
}
