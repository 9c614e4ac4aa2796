import { EvaluationExplainResponse } from '@steppe/api-contract';
import { clientOf } from '../../api.ts';
import { optionalArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { ALLOCATIONS, EVALUATIONS, find } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { explanationBlock } from '../../views/explanation.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

export const evalExplain: Command = {
  usage: 'steppe eval explain [options] [<evaluation>]',
  example: 'steppe eval explain -alloc 8bb1da93',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    alloc: {
      type: 'string',
      help: 'Explain the placement of this allocation alone; its evaluation need not be given.',
    },
    verbose: { type: 'boolean', help: 'Show whole IDs and every node.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = optionalArgument(parsed.args, 'This command takes one argument');
    const client = clientOf(context);
    const options = viewOptionsOf(context);
    const ofAlloc = parsed.value('alloc');
    const alloc =
      ofAlloc === undefined
        ? undefined
        : await find(client, ALLOCATIONS, { prefix: ofAlloc, ...options });
    const evalId =
      prefix === undefined
        ? alloc?.EvalID
        : (await find(client, EVALUATIONS, { prefix, ...options })).ID;
    if (evalId === undefined) throw new UsageError('Give an evaluation, or -alloc');
    const path = `/v1/evaluation/${evalId}/explain`;
    const query = { alloc: alloc?.ID };
    const call = client.call('GET', path, EvaluationExplainResponse, { query });
    const { value } = await during('Error explaining evaluation', call);
    if (!printFormatted(context, value)) terminal.out(explanationBlock(value, options));
    return 0;
  },
};
