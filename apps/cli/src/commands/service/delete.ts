import { z } from 'zod';
import { clientOf } from '../../api.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';

export const serviceDelete: Command = {
  usage: 'steppe service delete [options] <service> <instance>',
  example: 'steppe service delete web _steppe-8bb1da93-app-web-http',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const { parsed, terminal } = context;
    const [name, id, ...more] = parsed.args;
    if (name === undefined || id === undefined || more.length > 0) {
      throw new UsageError('This command takes two arguments: <service_name> and <service_id>');
    }
    const path = `/v1/service/${encodeURIComponent(name)}/${encodeURIComponent(id)}`;
    const call = clientOf(context).call('DELETE', path, z.unknown());
    await during('Error deleting service registration', call);
    terminal.out(`Successfully deleted service registration`);
    return 0;
  },
};
