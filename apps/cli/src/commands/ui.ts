import { clientOf } from '../api.ts';
import { optionalArgument } from '../arguments.ts';
import type { Command } from '../command.ts';
import { Failure } from '../failure.ts';
import { CLIENT_FLAGS } from '../flags/flag-spec.ts';

export const ui: Command = {
  usage: 'steppe ui [options] [<id>]',
  example: 'steppe ui -show-url',
  flags: {
    ...CLIENT_FLAGS,
    authenticate: { type: 'boolean', help: 'Taken for compatibility; it has no effect.' },
    'show-url': { type: 'boolean', help: 'Print the address of the API, and that is all.' },
  },
  run: (context) => {
    const { parsed, terminal } = context;
    optionalArgument(parsed.args, 'This command takes up to one argument: <id>');
    const { address } = clientOf(context);
    if (!parsed.flag('show-url')) {
      const instead = 'use "steppe status", or a client of the API';
      throw new Failure(`There is no web UI: ${instead} at ${address}`);
    }
    terminal.out(`URL of the API: ${address}`);
    return Promise.resolve(0);
  },
};
