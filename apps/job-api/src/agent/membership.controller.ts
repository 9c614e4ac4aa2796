import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { Servers } from './servers.service.ts';

/** What Nomad's tools ask of a server's place among others. */
@Controller('v1/agent')
export class MembershipController {
  constructor(@Inject(Servers) private readonly servers: Servers) {}

  /** Servers find one another by their configuration alone, so only a server that is in already can be joined. */
  @Post('join')
  @HttpCode(200)
  join(@Options() { query }: ReadOptions): Record<string, unknown> {
    const addresses = query.all('address');
    if (addresses.length === 0) throw invalid('missing address to join');
    const strangers = addresses.filter((address) => !this.#isKnown(address));
    const complaints = strangers.map(
      (address) =>
        `failed to join ${address}: servers find one another by server_join.retry_join in their configuration`,
    );
    const num_joined = addresses.length - strangers.length;
    return { error: complaints.join('\n'), num_joined, warning: '' };
  }

  /** One that is there tells of itself again, so only one that has failed stays forgotten. */
  @Post('force-leave')
  @HttpCode(200)
  forceLeave(@Options() { query }: ReadOptions): Answer {
    const node = query.text('node');
    if (!node) throw invalid('missing node to force leave');
    const server = this.servers
      .all()
      .find(({ id, region }) => node === id || node === `${id}.${region}`);
    if (server) this.servers.forget(server.id);
    return new Answer(undefined, {});
  }

  @Post('servers')
  changeServers(@Options() { query }: ReadOptions): never {
    if (query.all('address').length === 0) throw invalid('missing server address');
    throw notHere('an agent keeps the servers of its configuration: change client.servers there');
  }

  #isKnown(address: string): boolean {
    return this.servers
      .all()
      .some(({ rpcAddress }) => address === rpcAddress || rpcAddress.startsWith(`${address}:`));
  }
}

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}

function notHere(message: string): SteppeError {
  return new SteppeError('NOT_IMPLEMENTED', message);
}
