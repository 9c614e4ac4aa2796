import { NodeChangeResponse, type NodeDrainRequest, type WireNode } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { clientOf } from '../../api.ts';
import type { Command, CommandContext } from '../../command.ts';
import { isConfirmed } from '../../confirm.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import type { ParsedArgs } from '../../flags/parse-flags.ts';
import { parseDuration } from '../../layout/parse-duration.ts';
import { find, NODES } from '../../lookup.ts';
import { monitorDrain } from '../../monitor/monitor-drain.ts';
import { monitorOf } from '../../monitor/monitor.ts';
import { namedNode } from '../../own-node-id.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

export const nodeDrain: Command = {
  usage: 'steppe node drain [options] <node>',
  example: 'steppe node drain -enable -deadline 10m b9a46ae1',
  flags: {
    ...CLIENT_FLAGS,
    deadline: {
      type: 'string',
      help: 'Stop by force what is left after this time. Default: 1h.',
    },
    detach: { type: 'boolean', help: 'Do not follow the drain.' },
    disable: { type: 'boolean', help: 'End the drain.' },
    enable: { type: 'boolean', help: 'Move away what runs on the node.' },
    force: { type: 'boolean', help: 'Stop everything at once.' },
    'ignore-system': { type: 'boolean', help: 'Leave the allocations of system jobs.' },
    'keep-ineligible': { type: 'boolean', help: 'With -disable: keep new placements away.' },
    m: { type: 'string', help: 'Why: kept with the node.' },
    meta: {
      type: 'string',
      multiple: true,
      help: 'More to keep with the node, as <key>=<value>.',
    },
    monitor: { type: 'boolean', help: 'Follow a drain, and change nothing.' },
    'no-deadline': { type: 'boolean', help: 'Stop nothing by force.' },
    self: { type: 'boolean', help: 'Drain the node of the agent that answers.' },
    yes: { type: 'boolean', help: 'Ask nothing.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    checkFlags(parsed);
    const deadlineMs = deadlineOf(parsed);
    const client = clientOf(context);
    const prefix = await namedNode(context, client);
    const node = await find(client, NODES, { prefix, ...viewOptionsOf(context) });
    if (parsed.flag('monitor')) return follow(context, client, node);
    if (!parsed.flag('self') && !(await isMeant(context, { prefix, node }))) {
      terminal.out('Canceling drain toggle');
      return 0;
    }
    return setDrain(context, client, { node, deadlineMs });
  },
};

async function setDrain(
  context: CommandContext,
  client: HttpClient,
  { node: { ID }, deadlineMs }: { node: WireNode; deadlineMs: number },
): Promise<number> {
  const { parsed, terminal } = context;
  const enable = parsed.flag('enable');
  const spec = { Deadline: deadlineMs * NS_PER_MS, IgnoreSystemJobs: parsed.flag('ignore-system') };
  const body = {
    NodeID: ID,
    DrainSpec: enable ? spec : null,
    MarkEligible: !enable && !parsed.flag('keep-ineligible'),
    Meta: metaOf(parsed),
  } satisfies NodeDrainRequest;
  const call = client.call('POST', `/v1/node/${ID}/drain`, NodeChangeResponse, { body });
  await during('Error updating drain specification', call);
  const done = `Node "${ID}" drain strategy ${enable ? 'set' : 'unset'}`;
  if (!enable || parsed.flag('detach')) {
    terminal.out(done);
    return 0;
  }
  const monitor = monitorOf(context, client);
  monitor.print(`${monitor.time()}: Ctrl-C to stop monitoring: will not cancel the node drain`);
  monitor.print(`${monitor.time()}: ${done}`);
  await monitorDrain(monitor, { nodeId: ID, ignoreSystemJobs: spec.IgnoreSystemJobs });
  return 0;
}

/** A message has a key of its own for the end of a drain, as in Nomad. */
function metaOf({ flag, value, values }: ParsedArgs): Record<string, string> {
  const pairs = values('meta').map((text) => {
    const [key = '', ...rest] = text.split('=');
    if (key === '' || rest.length === 0) {
      throw new UsageError(`-meta needs <key>=<value>; got ${JSON.stringify(text)}`);
    }
    return [key, rest.join('=')] as const;
  });
  const message = value('m');
  const noted = flag('enable') ? 'message' : 'cancel_message';
  return { ...Object.fromEntries(pairs), ...(message !== undefined && { [noted]: message }) };
}

async function follow(
  context: CommandContext,
  client: HttpClient,
  { ID, DrainStrategy }: WireNode,
): Promise<number> {
  if (!DrainStrategy) {
    context.terminal.err('No drain strategy set');
    return 0;
  }
  const monitor = monitorOf(context, client);
  monitor.print(`${monitor.time()}: Monitoring node "${ID}": Ctrl-C to detach monitoring`);
  await monitorDrain(monitor, { nodeId: ID, ignoreSystemJobs: DrainStrategy.IgnoreSystemJobs });
  return 0;
}

/** The texts are Nomad's. */
function checkFlags({ flag, value }: ParsedArgs): void {
  if (flag('enable') === flag('disable') && !(flag('monitor') && !flag('enable'))) {
    throw new UsageError(
      "Either the '-enable' or '-disable' flag must be set, unless using '-monitor'",
    );
  }
  if (flag('force') && flag('no-deadline')) {
    throw new UsageError('-force and -no-deadline are mutually exclusive');
  }
  if (value('deadline') !== undefined && (flag('force') || flag('no-deadline'))) {
    throw new UsageError('-deadline, -force, and -no-deadline are mutually exclusive');
  }
}

const DEADLINE_DEFAULT = '1h';
const NS_PER_MS = 1e6;
/** One nanosecond: the API takes any negative deadline as force. */
const FORCED_MS = -1e-6;

function deadlineOf({ flag, value }: ParsedArgs): number {
  if (flag('force')) return FORCED_MS;
  if (flag('no-deadline')) return 0;
  const deadlineMs = parseDuration(value('deadline') ?? DEADLINE_DEFAULT, 'deadline');
  if (deadlineMs === 0) throw new UsageError('A positive drain duration must be given');
  return deadlineMs;
}

/** The beginning of an ID may mean another node than its writer thought. */
async function isMeant(
  context: CommandContext,
  { prefix, node: { ID } }: { prefix: string; node: WireNode },
): Promise<boolean> {
  const { flag } = context.parsed;
  if (prefix === ID || flag('yes')) return true;
  const verb = flag('enable') ? 'enable' : 'disable';
  return isConfirmed(context, `Are you sure you want to ${verb} drain mode for node "${ID}"?`);
}
