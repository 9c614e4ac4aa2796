import { NodeMetaResponse } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { clientOf } from '../../api.ts';
import { noArguments } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { find, NODES } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { nodeMetaBlock } from '../../views/node-meta.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

const NODE_FLAG = {
  'node-id': { type: 'string', help: 'The node. Default: that of the agent that answers.' },
} as const;

export const nodeMetaRead: Command = {
  usage: 'steppe node meta read [options]',
  example: 'steppe node meta read -node-id b9a46ae1',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS, ...NODE_FLAG },
  run: async (context) => {
    noArguments(context.parsed.args);
    const client = clientOf(context);
    const query = { node_id: await nodeIdOf(context, client) };
    const call = client.call('GET', '/v1/client/metadata', NodeMetaResponse, { query });
    const { value } = await during('Error reading dynamic node metadata', call);
    if (!printFormatted(context, value)) {
      context.terminal.out(nodeMetaBlock(value, context.terminal));
    }
    return 0;
  },
};

export const nodeMetaApply: Command = {
  usage: 'steppe node meta apply [options] <key=value>...',
  example: 'steppe node meta apply -unset maintenance rack=r1',
  flags: {
    ...CLIENT_FLAGS,
    ...NODE_FLAG,
    unset: { type: 'string', help: 'Keys that are to be gone, with commas between them.' },
  },
  run: async (context) => {
    const Meta = changesOf(context);
    if (Object.keys(Meta).length === 0) {
      throw new UsageError('Must specify -unset or at least 1 key=value pair');
    }
    const client = clientOf(context);
    const NodeID = await nodeIdOf(context, client);
    const body = NodeID === undefined ? { Meta } : { NodeID, Meta };
    const call = client.call('POST', '/v1/client/metadata', NodeMetaResponse, { body });
    await during('Error applying dynamic node metadata', call);
    return 0;
  },
};

function changesOf({ parsed }: CommandContext): Record<string, string | null> {
  const unset = (parsed.value('unset') ?? '').split(',').filter((key) => key !== '');
  const set = parsed.args.map((pair): [string, string] => {
    const [key = '', ...value] = pair.split('=');
    return [key, value.join('=')];
  });
  return Object.fromEntries([...unset.map((key): [string, null] => [key, null]), ...set]);
}

async function nodeIdOf(context: CommandContext, client: HttpClient): Promise<string | undefined> {
  const prefix = context.parsed.value('node-id');
  if (prefix === undefined) return undefined;
  return (await find(client, NODES, { prefix, ...viewOptionsOf(context) })).ID;
}
