import { WireEvaluation } from '@steppe/api-contract';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS, type FlagSpecs, FORMAT_FLAGS, UI_FLAG } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { nextPageHint } from '../../next-page-hint.ts';
import { during } from '../../step-error.ts';
import { evaluationList } from '../../views/evaluation-table.ts';
import { wholeEvaluation } from '../../wire/evaluation.ts';

const FLAGS = {
  ...CLIENT_FLAGS,
  ...FORMAT_FLAGS,
  ...UI_FLAG,
  filter: { type: 'string', help: 'Show only evaluations that match an expression.' },
  job: { type: 'string', help: 'Show only evaluations of a job.' },
  'page-token': { type: 'string', help: 'Where the page begins, as the one before said.' },
  'per-page': { type: 'integer', help: 'How many evaluations to show at most.' },
  status: { type: 'string', help: 'Show only evaluations with a status.' },
  verbose: { type: 'boolean', help: 'Show whole IDs.' },
} as const satisfies FlagSpecs;

export const evalList: Command = {
  usage: 'steppe eval list [options]',
  example: 'steppe eval list -job hello',
  flags: FLAGS,
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const query = {
      filter: parsed.value('filter'),
      job: parsed.value('job'),
      status: parsed.value('status'),
      per_page: parsed.value('per-page'),
      next_token: parsed.value('page-token'),
      reverse: true,
    };
    const client = clientOf(context);
    const call = client.call('GET', '/v1/evaluations', z.array(WireEvaluation), { query });
    const { value, nextToken } = await during('Error querying evaluations', call);
    if (printFormatted(context, value.map(wholeEvaluation))) return 0;
    if (value.length === 0) {
      terminal.out('No evals found');
      return 0;
    }
    terminal.out(evaluationList(value, { verbose: parsed.flag('verbose') }));
    if (nextToken !== '')
      terminal.out(nextPageHint('steppe eval list', { parsed, flags: FLAGS, token: nextToken }));
    return 0;
  },
};
