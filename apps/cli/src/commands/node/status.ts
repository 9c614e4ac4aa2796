import { AllocationStub, NodeStub, WireAllocation, type WireNode } from '@steppe/api-contract';
import { ApiError, type HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { optionalArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, type FlagSpecs, FORMAT_FLAGS, UI_FLAG } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { find, NODES } from '../../lookup.ts';
import { nextPageHint } from '../../next-page-hint.ts';
import { ownNodeId } from '../../own-node-id.ts';
import { during } from '../../step-error.ts';
import { totalUsageOf } from '../../allocation-usage.ts';
import { nodeBlock, nodeShort } from '../../views/node.ts';
import { nodeTable } from '../../views/node-table.ts';
import { viewOptionsOf } from '../../views/view-options.ts';
import { HostStats } from '../../wire/host-stats.ts';

const FLAGS = {
  ...CLIENT_FLAGS,
  ...FORMAT_FLAGS,
  ...UI_FLAG,
  allocs: { type: 'boolean', help: 'Count the running allocations of each node.' },
  filter: { type: 'string', help: 'Show only nodes that match an expression.' },
  os: { type: 'boolean', help: "Show each node's operating system." },
  'page-token': { type: 'string', help: 'Where the page begins, as the one before said.' },
  'per-page': { type: 'integer', help: 'How many nodes to show at most.' },
  quiet: { type: 'boolean', help: 'Print IDs only.' },
  self: { type: 'boolean', help: 'Show the node of the agent that answers.' },
  short: { type: 'boolean', help: 'Show neither events nor resources.' },
  stats: { type: 'boolean', help: 'Show what each CPU, the memory and each disk do.' },
  verbose: { type: 'boolean', help: 'Show whole IDs, drivers and attributes.' },
} as const satisfies FlagSpecs;

export const nodeStatus: Command = {
  usage: 'steppe node status [options] [<node>]',
  example: 'steppe node status -self',
  flags: FLAGS,
  run: async (context) => {
    const id = optionalArgument(
      context.parsed.args,
      'This command takes either one or no arguments',
    );
    const client = clientOf(context);
    if (context.parsed.flag('self')) {
      return showNode(context, client, await ownNodeId(client));
    }
    return id === undefined ? listNodes(context, client) : showNode(context, client, id);
  },
};

async function listNodes(context: CommandContext, client: HttpClient): Promise<number> {
  const { parsed, terminal } = context;
  const os = parsed.flag('os');
  const query = {
    filter: parsed.value('filter'),
    os: os || undefined,
    per_page: parsed.value('per-page'),
    next_token: parsed.value('page-token'),
  };
  const call = client.call('GET', '/v1/nodes', z.array(NodeStub), { query });
  const { value: nodes, nextToken } = await during('Error querying node status', call);
  if (printFormatted(context, nodes)) return 0;
  if (nodes.length === 0) {
    terminal.out('No nodes registered');
    return 0;
  }
  if (parsed.flag('quiet')) {
    terminal.out(nodes.map(({ ID }) => ID).join('\n'));
    return 0;
  }
  const runningAllocs = parsed.flag('allocs') ? await countRunning(client) : undefined;
  terminal.out(nodeTable(nodes, { verbose: parsed.flag('verbose'), os, runningAllocs }));
  if (nextToken !== '') {
    terminal.out(nextPageHint('steppe node status', { parsed, flags: FLAGS, token: nextToken }));
  }
  return 0;
}

async function countRunning(client: HttpClient): Promise<ReadonlyMap<string, number>> {
  const query = { namespace: '*', task_states: false };
  const call = client.call('GET', '/v1/allocations', z.array(AllocationStub), { query });
  const { value } = await during('Error querying allocations', call);
  const counts = new Map<string, number>();
  for (const { NodeID, ClientStatus } of value) {
    if (ClientStatus === 'running') counts.set(NodeID, (counts.get(NodeID) ?? 0) + 1);
  }
  return counts;
}

/** Prints the status of the node that the beginning of an ID means. */
export async function showNode(
  context: CommandContext,
  client: HttpClient,
  prefix: string,
): Promise<number> {
  const { parsed, terminal } = context;
  const options = viewOptionsOf(context);
  const node = await find(client, NODES, { prefix, ...options });
  if (printFormatted(context, node)) return 0;
  const path = `/v1/node/${node.ID}/allocations`;
  const call = client.call('GET', path, z.array(WireAllocation));
  const allocations = (await during('Error querying node allocations', call)).value;
  if (parsed.flag('short')) {
    terminal.out(nodeShort({ node, allocations, stats: undefined }, options));
    return 0;
  }
  const stats = await statsOf(client, node);
  if (stats instanceof ApiError) terminal.err(`Error fetching node stats: ${stats.message}`);
  const view =
    stats === undefined || stats instanceof ApiError
      ? { node, allocations, stats: undefined }
      : { node, allocations, stats, used: await totalUsageOf(client, allocations) };
  terminal.out(nodeBlock(view, { ...options, detailed: parsed.flag('stats') }));
  return 0;
}

/** What the machine uses, or why its agent could not say so: the rest is worth showing all the same. */
async function statsOf(
  client: HttpClient,
  { ID, Status }: WireNode,
): Promise<HostStats | ApiError | undefined> {
  if (Status !== 'ready') return undefined;
  try {
    const query = { node_id: ID };
    return (await client.call('GET', '/v1/client/stats', HostStats, { query })).value;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
