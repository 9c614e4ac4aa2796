import { z } from 'zod';
import { clientOf } from '../api.ts';
import { noArguments, wholeNumber } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CLIENT_FLAGS } from '../flags/flag-spec.ts';
import { during } from '../step-error.ts';

/** What monitoring tools of Nagios' kind take for critical. */
const CRITICAL = 2;

const Stats = z.object({
  stats: z.object({
    nomad: z.looseObject({ server: z.string().optional() }).optional(),
    client: z.looseObject({ known_servers: z.string().optional() }).optional(),
    raft: z.looseObject({ num_peers: z.string().optional() }).optional(),
  }),
});

export const check: Command = {
  usage: 'steppe check [options]',
  example: 'steppe check -min-peers 2',
  flags: {
    ...CLIENT_FLAGS,
    'min-peers': {
      type: 'integer',
      help: 'How many other servers a server must know. Default: 0.',
    },
    'min-servers': { type: 'integer', help: 'How many servers a client must know. Default: 1.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const minPeers = wholeNumber(parsed.value('min-peers') ?? '0', 'min-peers');
    const minServers = wholeNumber(parsed.value('min-servers') ?? '1', 'min-servers');
    const call = clientOf(context).call('GET', '/v1/agent/self', Stats);
    const { nomad, client, raft } = (await during('Error querying agent info', call)).value.stats;
    if (nomad !== undefined) {
      const peers = Number(raft?.num_peers ?? 0);
      if (peers < minPeers) {
        terminal.out(`known peers: ${peers}, is less than expected number of peers: ${minPeers}`);
        return CRITICAL;
      }
      return 0;
    }
    const servers = (client?.known_servers ?? '').split(',').filter((name) => name !== '').length;
    if (servers >= minServers) return 0;
    terminal.out(
      `known servers: ${servers}, is less than expected number of servers: ${minServers}`,
    );
    return CRITICAL;
  },
};
