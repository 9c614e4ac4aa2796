import { EvaluationExplainResponse } from '@steppe/api-contract';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { ALLOCATIONS, EVALUATIONS, find } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { explanationBlock } from '../../views/explanation.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

export const evalExplain: Command = {
  usage: 'steppe eval explain [options] <evaluation>',
  example: 'steppe eval explain -alloc 8bb1da93 63f5f73d',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    alloc: { type: 'string', help: 'Explain the placement of this allocation alone.' },
    verbose: { type: 'boolean', help: 'Show whole IDs and every node.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, 'This command takes one argument');
    const client = clientOf(context);
    const options = viewOptionsOf(context);
    const { ID } = await find(client, EVALUATIONS, { prefix, ...options });
    const allocPrefix = parsed.value('alloc');
    const alloc =
      allocPrefix === undefined
        ? undefined
        : (await find(client, ALLOCATIONS, { prefix: allocPrefix, ...options })).ID;
    const path = `/v1/evaluation/${ID}/explain`;
    const call = client.call('GET', path, EvaluationExplainResponse, { query: { alloc } });
    const { value } = await during('Error explaining evaluation', call);
    if (!printFormatted(context, value)) terminal.out(explanationBlock(value, options));
    return 0;
  },
};
