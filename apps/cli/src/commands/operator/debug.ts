import { NodeStub } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { STEPPE_VERSION } from '@steppe/domain';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, wholeNumber } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { DebugArchive } from '../../debug/archive.ts';
import {
  collectAnswers,
  collectStream,
  type Follow,
  intervalSources,
} from '../../debug/collect.ts';
import { CLUSTER_SOURCES } from '../../debug/sources.ts';
import { DEBUG_FLAGS } from '../../debug/debug-flags.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { parseDuration } from '../../layout/parse-duration.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { AgentMembers } from '../../wire/agent.ts';

/** Files of one capture at most; a shorter interval is refused. */
const INTERVALS_MAX = 1_000;

export const operatorDebug: Command = {
  usage: 'steppe operator debug [options]',
  example: 'steppe operator debug -duration 30s -interval 10s',
  flags: { ...CLIENT_FLAGS, ...DEBUG_FLAGS },
  run: async (context) => {
    const { parsed, terminal, now } = context;
    noArguments(parsed.args);
    const durationMs = parseDuration(parsed.value('duration') ?? '5m', 'duration');
    const intervalMs = parseDuration(parsed.value('interval') ?? '30s', 'interval');
    const count = Math.max(1, Math.floor(durationMs / intervalMs));
    if (intervalMs > durationMs)
      throw new UsageError('Error parsing interval: it must not be longer than -duration');
    if (count > INTERVALS_MAX)
      throw new UsageError(`-interval is too short: at most ${INTERVALS_MAX} fit in -duration`);
    const client = clientOf(context);
    const agents = await agentsOf(context, client);
    terminal.out('Starting debugger...\n');
    terminal.out(summary(context, agents, { durationMs, intervalMs }));
    const stamp = new Date(now()).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
    const output = parsed.value('output');
    const archive = new DebugArchive(join(output ?? '.', `steppe-debug-${stamp}Z`));
    await capture(context, client, { archive, agents, count, intervalMs });
    if (output !== undefined) terminal.out(`Created debug directory: ${archive.directory}`);
    else terminal.out(`Created debug archive: ${await archive.pack()}`);
    return 0;
  },
};

interface Agents {
  readonly servers: readonly string[];
  readonly nodes: readonly string[];
}

/** The agents whose logs are kept, as the flags choose them. */
async function agentsOf({ parsed }: CommandContext, client: HttpClient): Promise<Agents> {
  const members = client.call('GET', '/v1/agent/members', AgentMembers);
  const names = ((await during('Error querying members', members)).value.Members ?? []).map(
    ({ Name }) => Name,
  );
  const list = client.call('GET', '/v1/nodes', z.array(NodeStub));
  const nodes = (await during('Error querying node info', list)).value;
  const wantedServers = parsed.value('server-id') ?? 'all';
  const wantedNodes = (parsed.value('node-id') ?? 'all').split(',');
  const nodeClass = parsed.value('node-class');
  const nodesMax = wholeNumber(parsed.value('max-nodes') ?? '10', 'max-nodes');
  const chosen = nodes
    .filter(({ NodeClass }) => nodeClass === undefined || NodeClass === nodeClass)
    .map(({ ID }) => ID)
    .filter((id) => wantedNodes.some((wanted) => wanted === 'all' || id.startsWith(wanted)));
  return {
    servers: ['all', 'leader'].includes(wantedServers)
      ? names
      : names.filter((name) => wantedServers.split(',').includes(name)),
    nodes: nodesMax === 0 ? chosen : chosen.slice(0, nodesMax),
  };
}

function summary(
  { parsed }: CommandContext,
  { servers, nodes }: Agents,
  { durationMs, intervalMs }: { durationMs: number; intervalMs: number },
): string {
  const rows = [
    ['Steppe CLI Version', `Steppe v${STEPPE_VERSION}`],
    ['Region', parsed.value('region') ?? ''],
    ['Namespace', parsed.value('namespace') ?? ''],
    ['Servers', `(${servers.length}) [${servers.join(' ')}]`],
    ['Clients', `(${nodes.length}) [${nodes.join(' ')}]`],
    ['Interval', `${intervalMs / 1_000}s`],
    ['Duration', `${durationMs / 1_000}s`],
  ] as const;
  return rows.map(([name, value]) => `${name.padStart(18)}: ${value}`).join('\n');
}

async function capture(
  context: CommandContext,
  client: HttpClient,
  {
    archive,
    agents,
    count,
    intervalMs,
  }: { archive: DebugArchive; agents: Agents; count: number; intervalMs: number },
): Promise<void> {
  const { terminal, parsed, signal } = context;
  terminal.out('\nCapturing cluster data...');
  const ended = new AbortController();
  const follows = followsOf(context, agents).map((follow) =>
    collectStream(client, archive, { ...follow, signal: ended.signal }),
  );
  await archive.write('cluster/cli-flags.json', JSON.stringify({ address: client.address }));
  await collectAnswers(client, archive, CLUSTER_SOURCES);
  for (let at = 0; at < count && !signal.aborted; at++) {
    if (parsed.flag('verbose') || at === 0) terminal.out(`    Capture interval ${at}`);
    await collectAnswers(client, archive, intervalSources(at));
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
  }
  if (signal.aborted) terminal.out('Interrupted: what was captured so far is kept.');
  ended.abort();
  await Promise.all(follows);
  const index = { files: archive.files };
  await archive.write('index.json', `${JSON.stringify(index, undefined, 2)}\n`);
}

function followsOf({ parsed }: CommandContext, { servers, nodes }: Agents): Follow[] {
  const target = '/v1/agent/monitor';
  const query = { log_level: parsed.value('log-level') ?? 'TRACE', plain: 'true' };
  const topics = parsed.value('event-topic') ?? 'none';
  return [
    ...servers.map((name) => ({
      name: `server/${name}/monitor.log`,
      target,
      query: { ...query, server_id: name },
    })),
    ...nodes.map((id) => ({
      name: `client/${id}/monitor.log`,
      target,
      query: { ...query, node_id: id },
    })),
    ...(topics === 'none'
      ? []
      : [
          {
            name: 'cluster/eventstream.json',
            target: '/v1/event/stream',
            query: {
              topic: topics === 'all' ? '*' : topics,
              index: parsed.value('event-index') ?? '0',
              namespace: '*',
            },
          },
        ]),
  ];
}
