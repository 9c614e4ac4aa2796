import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';

export const nodeConfig: Command = {
  usage: 'steppe node config [options] [<server>...]',
  example: 'steppe node config -servers',
  flags: {
    ...CLIENT_FLAGS,
    servers: { type: 'boolean', help: 'List the servers that the client knows.' },
    'update-servers': { type: 'boolean', help: 'Replace them by the arguments.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const client = clientOf(context);
    if (parsed.flag('update-servers')) {
      if (parsed.args.length === 0) {
        throw new UsageError(
          "If the '-update-servers' flag is set, at least one server argument must be provided",
        );
      }
      const url = client.urlOf('/v1/agent/servers');
      for (const address of parsed.args) url.searchParams.append('address', address);
      const call = client.call('PUT', `${url.pathname}${url.search}`, z.unknown());
      await during('Error updating server list', call);
      terminal.out('Updated server list');
      return 0;
    }
    if (!parsed.flag('servers')) {
      throw new UsageError("The '-servers' or '-update-servers' flag(s) must be set");
    }
    noArguments(parsed.args);
    const call = client.call('GET', '/v1/agent/servers', z.array(z.string()));
    for (const address of (await during('Error querying server list', call)).value) {
      terminal.out(address);
    }
    return 0;
  },
};
