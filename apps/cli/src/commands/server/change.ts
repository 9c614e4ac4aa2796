import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';

const Joined = z.object({ num_joined: z.int(), error: z.string().default('') });

export const serverJoin: Command = {
  usage: 'steppe server join [options] <address>...',
  example: 'steppe server join 10.0.0.2:4648',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const { parsed, terminal } = context;
    const client = clientOf(context);
    if (parsed.args.length === 0) {
      throw new UsageError('One or more node addresses must be given as arguments');
    }
    const url = client.urlOf('/v1/agent/join');
    for (const address of parsed.args) url.searchParams.append('address', address);
    const call = client.call('PUT', `${url.pathname}${url.search}`, Joined);
    const { num_joined: count, error } = (await during('Error joining', call)).value;
    if (error !== '') throw new Failure(`Error joining: failed joining: ${error}`);
    terminal.out(`Joined ${count} servers successfully`);
    return 0;
  },
};

export const serverForceLeave: Command = {
  usage: 'steppe server force-leave [options] <server>',
  example: 'steppe server force-leave server2.global',
  flags: {
    ...CLIENT_FLAGS,
    prune: { type: 'boolean', help: 'Forget it at once.' },
  },
  run: async (context) => {
    const { parsed } = context;
    const node = onlyArgument(parsed.args, 'This command takes one argument: <node>');
    const query = { node, prune: parsed.flag('prune') ? 1 : undefined };
    const call = clientOf(context).call('PUT', '/v1/agent/force-leave', z.unknown(), { query });
    await during('Error force-leaving server', call);
    return 0;
  },
};
