import { WireHistoryEvent } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { ALLOCATIONS, find, NODES } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { historyTable } from '../../views/history.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

export const operatorHistory: Command = {
  usage: 'steppe operator history [options]',
  example: 'steppe operator history -alloc 8bb1da93',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    alloc: { type: 'string', help: 'Of this allocation, with what led to it and to its end.' },
    job: { type: 'string', help: 'Of this job and its allocations.' },
    node: { type: 'string', help: 'Of this node.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const client = clientOf(context);
    const query = await subject(context, client);
    const path = '/v1/operator/steppe/history';
    const call = client.call('GET', path, z.array(WireHistoryEvent), { query });
    const { value } = await during('Error reading history', call);
    if (!printFormatted(context, value)) terminal.out(historyTable(value));
    return 0;
  },
};

/** Whose history is asked for. */
async function subject(
  context: CommandContext,
  client: HttpClient,
): Promise<Readonly<Record<string, string>>> {
  const { parsed } = context;
  const options = viewOptionsOf(context);
  const [alloc, job, node] = ['alloc', 'job', 'node'].map((name) => parsed.value(name));
  if ([alloc, job, node].filter((value) => value !== undefined).length !== 1) {
    throw new UsageError('Say whose history: one of -alloc, -job and -node');
  }
  if (alloc !== undefined) {
    return { alloc: (await find(client, ALLOCATIONS, { prefix: alloc, ...options })).ID };
  }
  if (node !== undefined) {
    return { node: (await find(client, NODES, { prefix: node, ...options })).ID };
  }
  return { job: job ?? '' };
}
