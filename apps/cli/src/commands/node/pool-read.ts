import { JobStub, NodeStub, WireNodePool } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, type FlagSpecs, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { nextPageHint } from '../../next-page-hint.ts';
import { during } from '../../step-error.ts';
import { jobTable } from '../../views/job-table.ts';
import { nodePoolBlock, nodePoolTable } from '../../views/node-pool.ts';
import { nodeTable } from '../../views/node-table.ts';

const PAGE_FLAGS = {
  ...CLIENT_FLAGS,
  ...FORMAT_FLAGS,
  filter: { type: 'string', help: 'Show only what matches an expression.' },
  'page-token': { type: 'string', help: 'Where the page begins, as the one before said.' },
  'per-page': { type: 'integer', help: 'How many to show at most.' },
} as const satisfies FlagSpecs;

const NODES_FLAGS = {
  ...PAGE_FLAGS,
  verbose: { type: 'boolean', help: 'Show whole IDs.' },
} as const satisfies FlagSpecs;

const ONE = 'This command takes one argument: <node-pool>';

export const nodePoolList: Command = {
  usage: 'steppe node pool list [options]',
  example: 'steppe node pool list',
  flags: PAGE_FLAGS,
  run: async (context) => {
    noArguments(context.parsed.args);
    return showPage(context, {
      path: '/v1/node/pools',
      item: WireNodePool,
      command: 'steppe node pool list',
      show: nodePoolTable,
      none: 'No node pools',
    });
  },
};

export const nodePoolInfo: Command = {
  usage: 'steppe node pool info [options] <node-pool>',
  example: 'steppe node pool info prod',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    const pool = await findPool(clientOf(context), onlyArgument(context.parsed.args, ONE));
    if (printFormatted(context, pool)) return 0;
    context.terminal.out(nodePoolBlock(pool, context.terminal));
    return 0;
  },
};

export const nodePoolNodes: Command = {
  usage: 'steppe node pool nodes [options] <node-pool>',
  example: 'steppe node pool nodes prod',
  flags: NODES_FLAGS,
  run: async (context) => {
    const { parsed } = context;
    const { Name } = await findPool(clientOf(context), onlyArgument(parsed.args, ONE));
    const verbose = parsed.flag('verbose');
    return showPage(context, {
      path: `/v1/node/pool/${Name}/nodes`,
      item: NodeStub,
      command: `steppe node pool nodes ${Name}`,
      show: (nodes) => nodeTable(nodes, { verbose, pool: false }),
      none: 'No nodes',
    });
  },
};

export const nodePoolJobs: Command = {
  usage: 'steppe node pool jobs [options] <node-pool>',
  example: 'steppe node pool jobs prod',
  flags: PAGE_FLAGS,
  run: async (context) => {
    const { Name } = await findPool(clientOf(context), onlyArgument(context.parsed.args, ONE));
    return showPage(context, {
      path: `/v1/node/pool/${Name}/jobs`,
      item: JobStub,
      command: `steppe node pool jobs ${Name}`,
      show: (jobs) => jobTable(jobs),
      none: 'No jobs',
    });
  },
};

async function showPage<T>(
  context: CommandContext,
  {
    path,
    item,
    command,
    show,
    none,
  }: {
    path: string;
    item: z.ZodType<T>;
    command: string;
    show: (items: readonly T[]) => string;
    none: string;
  },
): Promise<number> {
  const { parsed, terminal } = context;
  const query = {
    filter: parsed.value('filter'),
    per_page: parsed.value('per-page'),
    next_token: parsed.value('page-token'),
  };
  const call = clientOf(context).call('GET', path, z.array(item), { query });
  const { value, nextToken } = await during('Error querying node pools', call);
  if (printFormatted(context, value)) return 0;
  terminal.out(value.length === 0 ? none : show(value));
  if (nextToken !== '') {
    terminal.out(nextPageHint(command, { parsed, flags: NODES_FLAGS, token: nextToken }));
  }
  return 0;
}

/** The pool that a name, or the beginning of one, means. */
async function findPool(client: HttpClient, prefix: string): Promise<WireNodePool> {
  const step = 'Error retrieving node pool';
  const query = { prefix };
  const call = client.call('GET', '/v1/node/pools', z.array(WireNodePool), { query });
  const { value } = await during(step, call);
  const exact = value.find(({ Name }) => Name === prefix);
  if (exact) return exact;
  const [only, ...more] = value;
  if (!only) throw new Failure(`${step}: No node pool with prefix "${prefix}" found`);
  if (more.length > 0) {
    throw new Failure(`Prefix matched multiple node pools\n\n${nodePoolTable(value)}`);
  }
  return only;
}
