import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { unmountBelow } from '@steppe/alloc-runner';
import { type AllocationRow, isTerminal, type Recorded, type State } from '@steppe/domain';
import { SeededRandom } from '@steppe/simulator';
import { type JudgedLog, judgeLog } from '../e2e/harness/judged-log.ts';
import { Services } from '../e2e/harness/services.ts';
import { until } from '../e2e/harness/until.ts';
import { Churn } from './churn.ts';
import { differences, keptBy, leftoversOf } from './leftovers.ts';
import { lookAtMachine } from './machine.ts';
import { MemoryWatch } from './memory-watch.ts';
import { SoakNode } from './soak-node.ts';

const REST_TIMEOUT_MS = 180_000;
const PAUSE_MAX_MS = 2_500;

export interface SoakOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly say: (line: string) => void;
  /** Ends the run early, and leaves nothing behind. */
  readonly signal: AbortSignal;
}

/** Runs a cluster of real processes under churn, and resolves to what is wrong with it in the end. */
export async function soak({
  seed,
  minutes,
  say,
  signal,
}: SoakOptions): Promise<readonly string[]> {
  const dir = await mkdtemp(join(tmpdir(), 'steppe-soak-'));
  const services = await Services.start(['job-api', 'eval-broker', 'scheduler-worker']);
  const log = await judgeLog(services.nats.url);
  const steady = await SoakNode.start('steady', dir, services.nats.url);
  const mortal = await SoakNode.start('mortal', dir, services.nats.url);
  const memory = new MemoryWatch(
    new Map([['the steady agent', steady.pid ?? 0], ...services.pids]),
  );
  const cluster: SoakCluster = { dir, services, log, nodes: [steady, mortal] };
  const { api, nats } = services;
  const random = new SeededRandom(seed);
  const churn = new Churn({
    api,
    nats,
    random,
    nodes: cluster.nodes,
    mortal: [mortal],
    state: () => log.state,
  });
  try {
    const endsAtMs = performance.now() + minutes * 60_000;
    while (performance.now() < endsAtMs && log.violation === undefined && !signal.aborted) {
      await churn.step();
      await delay(random.int(0, PAUSE_MAX_MS));
    }
    if (signal.aborted) return ['it was interrupted'];
    memory.stop();
    say(`${log.entries.length} entries; ${told(churn.counts)}`);
    for (const name of ['the steady agent', ...services.pids.keys()]) {
      const { before, after } = memory.medians(name);
      say(`memory of ${name}: ${before} MiB, later ${after} MiB`);
    }
    const growth = memory.growthOf('the steady agent');
    return [...(growth === undefined ? [] : [growth]), ...(await faultsAtRest(cluster, churn))];
  } finally {
    memory.stop();
    for (const node of cluster.nodes) await node.remove();
    await log.close();
    await services.close();
    await unmountBelow(dir);
    await rm(dir, { recursive: true, force: true });
  }
}

interface SoakCluster {
  readonly dir: string;
  readonly services: Services;
  readonly log: JudgedLog;
  readonly nodes: readonly SoakNode[];
}

/** Lets the cluster come to rest, compares log and machine, then stops everything and looks for what is left. */
async function faultsAtRest(cluster: SoakCluster, churn: Churn): Promise<string[]> {
  const { dir, services, log, nodes } = cluster;
  const { violation } = log;
  if (violation !== undefined) return [`${violation.rule}: ${violation.message}`];
  await churn.makePeace();
  const faults = [
    ...(await faultsUntilNone(async () => {
      const restless = restlessIn(log.state);
      if (restless.length > 0) return restless;
      const machine = await lookAtMachine(placedIn(log.entries), { dir });
      return differences(machine, runningOutsideOfAgents(log.state));
    })),
  ];
  await churn.stopAll();
  faults.push(
    ...(await faultsUntilNone(async () => {
      const living = [...log.state.allocs.values()].filter((alloc) => !hasEnded(alloc));
      const machine = await lookAtMachine(placedIn(log.entries), { dir });
      return [...living.map(({ id }) => `${id} has not ended by the log`), ...leftoversOf(machine)];
    })),
  );
  faults.push(
    ...(await faultsUntilNone(async () => {
      for (const { nodeId } of nodes) {
        await fetch(`${services.api}/v1/client/gc?node_id=${nodeId}`, { method: 'PUT' });
      }
      return (await Promise.all(nodes.map(({ dataDir }) => keptBy(dataDir)))).flat();
    })),
  );
  if (log.violation !== undefined) faults.push(`${log.violation.rule}: ${log.violation.message}`);
  return faults;
}

/** Looks again and again until nothing is wrong; what is still wrong after a long time is wrong. */
async function faultsUntilNone(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  let last: readonly string[] = [];
  const none = until(
    'nothing is wrong',
    async () => {
      last = await look();
      return last.length === 0;
    },
    { timeoutMs: REST_TIMEOUT_MS },
  );
  return none.then(
    () => [],
    (error: unknown) => (last.length > 0 ? last : [String(error)]),
  );
}

/** What still moves: the servers have something to decide, or an agent something to do. */
function restlessIn({ evals, allocs }: State): string[] {
  const undecided = [...evals.values()].filter(({ status }) => status === 'pending');
  const unsettled = [...allocs.values()].filter(
    (alloc) => !hasEnded(alloc) && (isTerminal(alloc) || !(isRunning(alloc) || backsOff(alloc))),
  );
  return [
    ...undecided.map(({ evaluation: { id, jobId } }) => `evaluation ${id} of ${jobId} is pending`),
    ...unsettled.map(
      ({ id, clientStatus, desiredStatus }) =>
        `${id} is ${clientStatus}, and is to ${desiredStatus}`,
    ),
  ];
}

const isRunning = ({ clientStatus }: AllocationRow): boolean => clientStatus === 'running';

/** It fails, and is started again and again after a while. */
function backsOff({ taskStates }: AllocationRow): boolean {
  return Object.values(taskStates).some(({ events }) => events.at(-1)?.type === 'Restarting');
}

/** Those of which the machine must show something: a mock runs in its agent. */
function runningOutsideOfAgents(state: State): Set<string> {
  const ids = [...state.allocs.values()].filter(runsOutsideOfAgent).map(({ id }) => id);
  return new Set(ids);
}

function runsOutsideOfAgent({ taskStates, jobVersion, groupName }: AllocationRow): boolean {
  const group = jobVersion.job.groups.find(({ name }) => name === groupName);
  return (group?.tasks ?? []).some(
    ({ name, driver }) => driver !== 'mock_driver' && taskStates[name]?.state === 'running',
  );
}

function hasEnded({ clientStatus }: AllocationRow): boolean {
  return ['complete', 'failed', 'lost'].includes(clientStatus);
}

function placedIn(entries: readonly Recorded[]): Set<string> {
  const events = entries.flatMap(({ commit }) => commit.events);
  const placed = events.flatMap((event) =>
    event.type === 'AllocationPlaced' ? [event.placement.allocId] : [],
  );
  return new Set(placed);
}

function told(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([what, count]) => `${what} ${count}`).join(', ');
}
