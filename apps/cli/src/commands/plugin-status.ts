import { z } from 'zod';
import { clientOf } from '../api.ts';
import { optionalArgument } from '../arguments.ts';
import type { Command } from '../command.ts';
import { Failure } from '../failure.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../flags/flag-spec.ts';
import { printFormatted, wantsFormat } from '../formatted.ts';
import { during } from '../step-error.ts';
import { pluginTable } from '../views/volume.ts';
import { CsiPluginStub } from '../wire/volume.ts';

export const pluginStatus: Command = {
  usage: 'steppe plugin status [options] [<plugin>]',
  example: 'steppe plugin status ebs',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    short: { type: 'boolean', help: 'Taken for compatibility; it has no effect.' },
    type: { type: 'string', help: 'csi, the only type there is.' },
    verbose: { type: 'boolean', help: 'Taken for compatibility; it has no effect.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const message = 'This command takes either no arguments or one: <plugin>';
    const prefix = optionalArgument(parsed.args, message);
    const type = parsed.value('type') ?? 'csi';
    if (type !== 'csi') throw new Failure(`Unsupported plugin type: ${type}`);
    const query = { type, prefix };
    const call = clientOf(context).call('GET', '/v1/plugins', z.array(CsiPluginStub), { query });
    const { value } = await during('Error querying CSI plugins', call);
    if (prefix !== undefined && value.length === 0) {
      throw new Failure(`Error listing plugins: no plugins with prefix or ID "${prefix}" found`);
    }
    if (value.length > 0 && printFormatted(context, value)) return 0;
    if (!wantsFormat(context)) terminal.out(terminal.bold('Container Storage Interface'));
    if (value.length === 0) terminal.err('No CSI plugins');
    else terminal.out(pluginTable(value));
    return 0;
  },
};
