import { AllocationStub } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS, UI_FLAG } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { EVALUATIONS, find } from '../../lookup.ts';
import { monitorEvaluation } from '../../monitor/monitor-evaluation.ts';
import { monitorOf } from '../../monitor/monitor.ts';
import { during } from '../../step-error.ts';
import { evaluationBlock } from '../../views/evaluation.ts';
import { viewOptionsOf } from '../../views/view-options.ts';
import { wholeEvaluation } from '../../wire/evaluation.ts';

export const evalStatus: Command = {
  usage: 'steppe eval status [options] <evaluation>',
  example: 'steppe eval status -monitor 63f5f73d',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    ...UI_FLAG,
    monitor: { type: 'boolean', help: 'Follow it, and its deployment, until they have ended.' },
    verbose: { type: 'boolean', help: 'Show whole IDs and times.' },
  },
  run: async (context) => {
    const id = onlyArgument(context.parsed.args, 'This command takes one argument');
    return showEvaluation(context, clientOf(context), id);
  },
};

/** Prints the status of the evaluation that the beginning of an ID means. */
export async function showEvaluation(
  context: CommandContext,
  client: HttpClient,
  prefix: string,
): Promise<number> {
  const { parsed, terminal } = context;
  const options = viewOptionsOf(context);
  const evaluation = await find(client, EVALUATIONS, { prefix, ...options });
  if (parsed.flag('monitor')) return monitorEvaluation(monitorOf(context, client), evaluation.ID);
  if (printFormatted(context, wholeEvaluation(evaluation))) return 0;
  const path = `/v1/evaluation/${evaluation.ID}/allocations`;
  const call = client.call('GET', path, z.array(AllocationStub));
  const { value } = await during('Error querying related allocations', call);
  terminal.out(evaluationBlock(evaluation, value, options));
  return 0;
}
