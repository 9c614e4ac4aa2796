import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { subjects } from '@steppe/domain';
import { type EventStore, openJetStreamStore } from '@steppe/event-log';
import { startNatsServer } from '@steppe/event-log/testing';
import { z } from 'zod';
import { nodeIdAt } from './bench-node.ts';
import { type Benchmark, percentile, rounded } from './figure.ts';
import { rssMibOfPid } from './process-usage.ts';

const AGENTS = 5_000;
/** Each follows with connections of its own, one for each agent. */
const FOLLOWERS = 5;
const PLACEMENTS = 10_000;
/** What a busy cluster places, and far from what the log could take. */
const PLACEMENTS_PER_SECOND = 500;
const FOLLOWER = fileURLToPath(new URL('follower.js', import.meta.url));

const Told = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('received'), latenciesMs: z.array(z.number()) }),
]);

export const manyAgents: Benchmark = {
  name: 'agents',
  about: `${AGENTS} agents, each on a connection of its own, follow their subjects on one nats-server`,
  takesS: 90,
  onlyByName: true,
  async *run() {
    const nats = await startNatsServer();
    const store = await openJetStreamStore({ servers: [nats.url], name: 'bench' });
    const followers: ChildProcess[] = [];
    try {
      const emptyMib = await rssMibOfPid(nats.pid ?? 0);
      const startedAt = performance.now();
      for (let i = 0; i < FOLLOWERS; i++) followers.push(startFollower(nats.url, i));
      await Promise.all(followers.map((follower) => told(follower, 'ready')));
      yield {
        name: 'agents-connect-storm',
        value: rounded((performance.now() - startedAt) / 1_000, 2),
        unit: 's',
        detail: { agents: AGENTS },
      };
      yield {
        name: 'agents-server-memory',
        value: rounded((((await rssMibOfPid(nats.pid ?? 0)) - emptyMib) * 1_024) / AGENTS),
        unit: 'KiB per agent',
      };
      await place(store);
      const reports = followers.map((follower) => told(follower, 'received'));
      for (const follower of followers) follower.send('report');
      const latencies = (await Promise.all(reports)).flat();
      if (latencies.length !== PLACEMENTS) {
        throw new Error(`${latencies.length} of ${PLACEMENTS} placements were received`);
      }
      yield {
        name: 'agents-placement-to-receipt-p99',
        value: percentile(latencies, 0.99),
        unit: 'ms',
        atMost: 100,
        detail: { p50: percentile(latencies, 0.5), max: percentile(latencies, 1) },
      };
    } finally {
      await Promise.all(followers.map(stopFollower));
      await store.close();
      await nats.stop();
    }
  },
};

function startFollower(natsUrl: string, index: number): ChildProcess {
  const count = AGENTS / FOLLOWERS;
  return fork(FOLLOWER, [natsUrl, String(index * count), String(count)]);
}

async function stopFollower(follower: ChildProcess): Promise<void> {
  if (follower.exitCode !== null) return;
  follower.kill('SIGKILL');
  await once(follower, 'exit');
}

/** What a follower tells, once it tells this. */
async function told(
  follower: ChildProcess,
  type: 'ready' | 'received',
): Promise<readonly number[]> {
  for (;;) {
    const [message] = await Promise.race([once(follower, 'message'), ended(follower)]);
    const said = Told.parse(message);
    if (said.type === type) return said.type === 'received' ? said.latenciesMs : [];
  }
}

async function ended(follower: ChildProcess): Promise<never> {
  const [code] = await once(follower, 'exit');
  throw new Error(`a follower ended with ${code}`);
}

/** Places at a steady pace, each on the next node but some, so that all have theirs. */
async function place({ log }: EventStore): Promise<void> {
  const startedAt = performance.now();
  const appends: Promise<unknown>[] = [];
  for (let i = 0; i < PLACEMENTS; i++) {
    const dueMs = (i * 1_000) / PLACEMENTS_PER_SECOND - (performance.now() - startedAt);
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    const nodeId = nodeIdAt((i * 7) % AGENTS);
    appends.push(log.append({ subject: subjects.node(nodeId), commit: placementOn(nodeId) }));
  }
  await Promise.all(appends);
}

function placementOn(nodeId: string) {
  const placement = {
    allocId: randomUUID(),
    evalId: randomUUID(),
    namespace: 'default',
    jobId: nodeId,
    jobSeq: 1,
    group: 'g',
    index: 0,
    ports: [],
  };
  const event = { type: 'AllocationPlaced' as const, v: 1 as const, placement };
  return { v: 1 as const, atMs: Date.now(), actor: 'bench', events: [event] };
}
