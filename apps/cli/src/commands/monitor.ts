import { clientOf } from '../api.ts';
import { noArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CLIENT_FLAGS } from '../flags/flag-spec.ts';
import { find, NODES } from '../lookup.ts';
import { viewOptionsOf } from '../views/view-options.ts';
import { during } from '../step-error.ts';

export const monitor: Command = {
  usage: 'steppe monitor [options]',
  example: 'steppe monitor -log-level DEBUG',
  flags: {
    ...CLIENT_FLAGS,
    json: { type: 'boolean', help: 'Print the lines as JSON.' },
    'log-include-location': { type: 'boolean', help: 'Taken for compatibility; it has no effect.' },
    'log-level': {
      type: 'string',
      help: 'Lines of this level and above: TRACE, DEBUG, INFO, WARN or ERROR. Default: INFO.',
    },
    'node-id': {
      type: 'string',
      help: 'The node whose agent is asked, by its ID or the beginning of it.',
    },
    'server-id': { type: 'string', help: 'The server that is asked, by its name.' },
  },
  run: async (context) => {
    const { parsed, terminal, signal } = context;
    noArguments(parsed.args);
    const client = clientOf(context);
    const prefix = parsed.value('node-id');
    const node = prefix
      ? await find(client, NODES, { prefix, ...viewOptionsOf(context) })
      : undefined;
    const query = {
      log_level: parsed.value('log-level'),
      log_json: parsed.flag('json') || undefined,
      node_id: node?.ID,
      server_id: parsed.value('server-id'),
      plain: true,
    };
    const pieces = client.stream('/v1/agent/monitor', { query, signal });
    try {
      for (;;) {
        const { value, done } = await during('Error starting monitor', pieces.next());
        if (done) return 0;
        await terminal.write(value);
      }
    } catch (error) {
      // Ctrl-C is how one ends it.
      if (signal.aborted) return 0;
      throw error;
    }
  },
};
