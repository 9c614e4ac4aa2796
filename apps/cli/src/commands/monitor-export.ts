import { clientOf } from '../api.ts';
import { noArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CLIENT_FLAGS } from '../flags/flag-spec.ts';
import { during } from '../step-error.ts';
import { UsageError } from '../usage-error.ts';

const SINCE_DEFAULT = '72h';

export const monitorExport: Command = {
  usage: 'steppe monitor export [options]',
  example: 'steppe monitor export -on-disk=true',
  flags: {
    ...CLIENT_FLAGS,
    follow: { type: 'boolean', help: 'With -service-name: go on as more is logged.' },
    'logs-since': {
      type: 'string',
      help: `With -service-name: from how long ago. Default: ${SINCE_DEFAULT}.`,
    },
    'node-id': { type: 'string', help: 'The node whose agent is asked.' },
    'on-disk': { type: 'boolean', help: "The agent's log_file." },
    'server-id': { type: 'string', help: 'The server that is asked.' },
    'service-name': { type: 'string', help: "The journal of the agent's systemd unit." },
  },
  run: async (context) => {
    const { parsed, terminal, signal } = context;
    noArguments(parsed.args);
    const [onDisk, service] = [parsed.flag('on-disk'), parsed.value('service-name')];
    if (!onDisk && !service) throw new UsageError('One of -service-name or -on-disk must be set');
    if (onDisk && service) {
      throw new UsageError('Only one of -service-name and -on-disk can be set');
    }
    const query = {
      on_disk: onDisk || undefined,
      service_name: service,
      logs_since: onDisk ? undefined : (parsed.value('logs-since') ?? SINCE_DEFAULT),
      follow: (!onDisk && parsed.flag('follow')) || undefined,
      node_id: parsed.value('node-id'),
      server_id: parsed.value('server-id'),
      plain: true,
    };
    const pieces = clientOf(context).stream('/v1/agent/monitor/export', { query, signal });
    for (;;) {
      const { value, done } = await during('Error starting monitor', pieces.next());
      if (done) return 0;
      await terminal.write(value);
    }
  },
};
