import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { table } from '../../layout/table.ts';
import { formatTime } from '../../layout/time.ts';
import { find, NODES } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

const ONE = 'This command takes one argument: <node_id>';
const Identity = z.object({ Claims: z.record(z.string(), z.unknown()) });
/** Claims that are times, in seconds since the epoch. */
const TIMES = new Set(['exp', 'iat', 'nbf']);

export const nodeIdentityGet: Command = {
  usage: 'steppe node identity get [options] <node_id>',
  example: 'steppe node identity get ce476568',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    const prefix = onlyArgument(context.parsed.args, ONE);
    const client = clientOf(context);
    const { ID } = await find(client, NODES, { prefix, ...viewOptionsOf(context) });
    const query = { node_id: ID };
    const call = client.call('GET', '/v1/client/identity', Identity, { query });
    const { Claims } = (await during('Error querying node identity', call)).value;
    if (printFormatted(context, Claims)) return 0;
    context.terminal.out(claimTable(Claims));
    return 0;
  },
};

export const nodeIdentityRenew: Command = {
  usage: 'steppe node identity renew [options] <node_id>',
  example: 'steppe node identity renew ce476568',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const prefix = onlyArgument(context.parsed.args, ONE);
    const client = clientOf(context);
    const { ID } = await find(client, NODES, { prefix, ...viewOptionsOf(context) });
    const path = '/v1/client/identity/renew';
    const call = client.call('PUT', path, z.unknown(), { body: { NodeID: ID } });
    await during('Error requesting node identity renewal', call);
    return 0;
  },
};

export const nodeIntroCreate: Command = {
  usage: 'steppe node intro create [options]',
  example: 'steppe node intro create -node-pool gpu -ttl 10m',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    'node-name': { type: 'string', help: 'Name of the node that it introduces.' },
    'node-pool': { type: 'string', help: 'Pool of that node. Default: default.' },
    ttl: { type: 'string', help: 'How long the token is good, e.g. 5m.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const body = {
      NodeName: parsed.value('node-name') ?? '',
      NodePool: parsed.value('node-pool') ?? '',
      ...(parsed.isGiven('ttl') ? { TTL: parsed.value('ttl') } : {}),
    };
    const path = '/v1/acl/identity/client-introduction-token';
    const call = clientOf(context).call('PUT', path, z.object({ JWT: z.string() }), { body });
    const { value } = await during('Error generating introduction token', call);
    if (printFormatted(context, value)) return 0;
    terminal.out(`Successfully generated client introduction token:\n\n${value.JWT}`);
    return 0;
  },
};

/** The standard claims first, then the node's own. */
function claimTable(claims: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(claims).map(([name, value]) => [name, textOf(name, value)]);
  const [own, standard] = [
    rows.filter(([name = '']) => name.startsWith('nomad_')),
    rows.filter(([name = '']) => !name.startsWith('nomad_')),
  ];
  return table([
    ['Claim Key', 'Claim Value'],
    ...standard.toSorted(byName),
    ...own.toSorted(byName),
  ]);
}

function textOf(name: string, value: unknown): string {
  return TIMES.has(name) && typeof value === 'number' ? formatTime(value * 1_000) : String(value);
}

function byName([a = '']: string[], [b = '']: string[]): number {
  return a < b ? -1 : 1;
}
