import { text } from 'node:stream/consumers';
import { clientOf } from '../../api.ts';
import { noArguments } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted, wantsFormat } from '../../formatted.ts';
import { formatJson } from '../../layout/json.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';

export const operatorMetrics: Command = {
  usage: 'steppe operator metrics [options]',
  example: 'steppe operator metrics -format prometheus',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    format: { type: 'string', help: '"prometheus": its text format. Default: JSON.' },
    pretty: { type: 'boolean', help: 'Indent the JSON.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const format = parsed.value('format');
    if (format !== undefined && format !== 'prometheus') {
      throw new UsageError(`There is no format "${format}": it must be "prometheus", or left out`);
    }
    const answer = text(clientOf(context).stream('/v1/metrics', { query: { format } }));
    const metrics = (await during('Error getting metrics', answer)).trimEnd();
    if (format !== undefined) terminal.out(metrics);
    else if (wantsFormat(context)) printFormatted(context, JSON.parse(metrics));
    else terminal.out(parsed.flag('pretty') ? formatJson(JSON.parse(metrics)) : metrics);
    return 0;
  },
};
