import type { HttpClient } from '@steppe/client';
import type { CommandContext } from './command.ts';
import { Failure } from './failure.ts';
import { during } from './step-error.ts';
import { UsageError } from './usage-error.ts';
import { AgentSelf } from './wire/agent.ts';

/** The ID of the node whose agent answers. @throws Failure when that agent runs no tasks. */
export async function ownNodeId(client: HttpClient): Promise<string> {
  const call = client.call('GET', '/v1/agent/self', AgentSelf);
  const { value } = await during('Error querying agent info', call);
  if (!value.stats.client) throw new Failure('Steppe not running in client mode');
  return value.stats.client.node_id;
}

/** The node that a command names: its one argument, or with `-self` the own one. */
export async function namedNode(
  { parsed: { args, flag } }: Pick<CommandContext, 'parsed'>,
  client: HttpClient,
): Promise<string> {
  const [id, ...more] = args;
  if (flag('self')) {
    if (id !== undefined) throw new UsageError('Give either a node or -self, not both');
    return ownNodeId(client);
  }
  if (id === undefined || more.length > 0) {
    throw new UsageError("Node ID must be specified if -self isn't being used");
  }
  return id;
}
