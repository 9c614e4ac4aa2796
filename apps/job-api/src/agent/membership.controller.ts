import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';
import { rpcAddressOf } from './member.ts';

/** What Nomad's tools ask of a server's place among others. */
@Controller('v1/agent')
export class MembershipController {
  constructor(@Inject(AGENT) private readonly agent: AgentInfo) {}

  /** Servers find one another by their configuration alone, so only a server that is in already can be joined. */
  @Post('join')
  @HttpCode(200)
  join(@Options() { query }: ReadOptions): Record<string, unknown> {
    const addresses = query.all('address');
    if (addresses.length === 0) throw invalid('missing address to join');
    const strangers = addresses.filter((address) => !this.#isOwn(address));
    const complaints = strangers.map(
      (address) =>
        `failed to join ${address}: servers find one another by server_join.retry_join in their configuration`,
    );
    const num_joined = addresses.length - strangers.length;
    return { error: complaints.join('\n'), num_joined, warning: '' };
  }

  /** Nothing to do: whoever is listed is there, and who is gone is not listed. */
  @Post('force-leave')
  @HttpCode(200)
  forceLeave(@Options() { query }: ReadOptions): Answer {
    if (!query.text('node')) throw invalid('missing node to force leave');
    return new Answer(undefined, {});
  }

  @Post('servers')
  changeServers(@Options() { query }: ReadOptions): never {
    if (query.all('address').length === 0) throw invalid('missing server address');
    throw notHere('an agent keeps the servers of its configuration: change client.servers there');
  }

  #isOwn(address: string): boolean {
    const own = rpcAddressOf(this.agent);
    return address === own || own.startsWith(`${address}:`);
  }
}

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}

function notHere(message: string): SteppeError {
  return new SteppeError('NOT_IMPLEMENTED', message);
}
