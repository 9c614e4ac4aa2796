import { AllocationStub, type WireAllocation, WireEvaluation } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS, UI_FLAG } from '../../flags/flag-spec.ts';
import { printFormatted, wantsFormat } from '../../formatted.ts';
import { ALLOCATIONS, find } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { checksOf } from '../../allocation-checks.ts';
import { usageOf } from '../../allocation-usage.ts';
import { UsageError } from '../../usage-error.ts';
import { allocationBlock, allocationShort } from '../../views/allocation.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

const ARGUMENTS = `This command takes one of the following argument conditions:
 * A single <allocation>
 * No arguments, with output format specified`;

export const allocStatus: Command = {
  usage: 'steppe alloc status [options] <allocation>',
  example: 'steppe alloc status 8bb1da93',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    ...UI_FLAG,
    short: { type: 'boolean', help: 'Show only what it is and its tasks.' },
    stats: { type: 'boolean', help: 'Show all that is measured of each task.' },
    verbose: { type: 'boolean', help: 'Show whole IDs, times and how its node was chosen.' },
  },
  run: async (context) => {
    const [id, ...more] = context.parsed.args;
    const client = clientOf(context);
    if (more.length > 0 || (id === undefined && !wantsFormat(context))) {
      throw new UsageError(ARGUMENTS);
    }
    return id === undefined
      ? listAllocations(context, client)
      : showAllocation(context, client, id);
  },
};

async function listAllocations(context: CommandContext, client: HttpClient): Promise<number> {
  const call = client.call('GET', '/v1/allocations', z.array(AllocationStub));
  const { value } = await during('Error querying allocations', call);
  printFormatted(context, value);
  return 0;
}

/** Prints the status of the allocation that the beginning of an ID means. */
export async function showAllocation(
  context: CommandContext,
  client: HttpClient,
  prefix: string,
): Promise<number> {
  const { parsed, terminal } = context;
  const options = viewOptionsOf(context);
  const allocation = await find(client, ALLOCATIONS, { prefix, ...options });
  if (printFormatted(context, allocation)) return 0;
  if (parsed.flag('short')) {
    terminal.out(allocationShort(allocation, options));
    return 0;
  }
  const [usage, checks] = await Promise.all([
    usageOf(client, allocation),
    checksOf(client, allocation),
  ]);
  const replacedAtMs = await replacementTime(client, allocation);
  const view = { allocation, usage, checks, replacedAtMs, stats: parsed.flag('stats') };
  terminal.out(allocationBlock(view, options));
  return 0;
}

/** The evaluation that is going to replace a failed allocation says when. */
async function replacementTime(
  client: HttpClient,
  { FollowupEvalID, Namespace }: WireAllocation,
): Promise<number | undefined> {
  if (!FollowupEvalID) return undefined;
  const query = { namespace: Namespace };
  const call = client.call('GET', `/v1/evaluation/${FollowupEvalID}`, WireEvaluation, { query });
  const { WaitUntil } = (await during('Error querying evaluation', call)).value;
  return WaitUntil === undefined ? undefined : Date.parse(WaitUntil);
}
