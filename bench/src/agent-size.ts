import { setTimeout as delay } from 'node:timers/promises';
import { getJson, postJob } from './api.ts';
import { sleepJob } from './bench-job.ts';
import { startBenchCluster } from './cluster.ts';
import { type Benchmark, median, repeated, rounded, roundsOf } from './figure.ts';
import { ofPeer } from './peer.ts';
import { cpuMsOfPid, rssMibOfPid } from './process-usage.ts';
import { AllocStubs, polled, startRealAgent, stopJobs } from './real-agent.ts';

const ALLOCATIONS = 200;
/** Longer than an agent waits after a burst of work until it gives back what that took. */
const SETTLE_MS = 30_000;
const IDLE_MS = 30_000;
const ID = 'many';
/** Of the peer's time, where one is there. */
const START_SHARE = 0.5;

export const agentSize: Benchmark = {
  name: 'agent',
  about: `one real node agent: its memory idle and with ${ALLOCATIONS} raw_exec allocations, its CPU time with them, their start`,
  takesS: 180,
  async *run() {
    const cluster = await startBenchCluster({ workers: 1 });
    const agent = await startRealAgent(cluster);
    const started: number[] = [];
    try {
      await delay(SETTLE_MS);
      const idleMib = await rssMibOfPid(agent.pid);
      yield { name: 'agent-idle-rss', value: rounded(idleMib), unit: 'MiB', atMost: 90 };

      await startAll(cluster.api);
      await delay(SETTLE_MS);
      const cpuBeforeMs = await cpuMsOfPid(agent.pid);
      await delay(IDLE_MS);
      const cpuPercent = ((await cpuMsOfPid(agent.pid)) - cpuBeforeMs) / IDLE_MS;
      const grownKib = ((await rssMibOfPid(agent.pid)) - idleMib) * 1_024;
      yield {
        name: 'agent-rss-per-allocation',
        value: rounded(grownKib / ALLOCATIONS),
        unit: 'KiB',
        atMost: 150,
      };
      yield {
        name: `agent-cpu-with-${ALLOCATIONS}`,
        value: rounded(100 * cpuPercent, 2),
        unit: '% of a core',
        atMost: 1,
      };
      await stopJobs(cluster.api, [ID]);
      started.push(...(await repeated(() => startMs(cluster.api))));
    } finally {
      await stopJobs(cluster.api, [ID]);
      await agent.stop();
      await cluster.stop();
    }
    const peer = await ofPeer((api) => repeated(() => startMs(api)));
    const peerMs = peer && rounded(median(peer), 0);
    yield {
      name: `agent-start-${ALLOCATIONS}`,
      value: rounded(median(started), 0),
      unit: 'ms',
      atMost: peerMs && START_SHARE * peerMs,
      peer: peerMs,
      detail: { rounds: roundsOf(started), ...(peer && { 'rounds of the peer': roundsOf(peer) }) },
    };
  },
};

/** POST of the job until all of it runs; then stops it. */
async function startMs(api: string): Promise<number> {
  try {
    return await startAll(api);
  } finally {
    await stopJobs(api, [ID]);
  }
}

async function startAll(api: string): Promise<number> {
  const startedAt = performance.now();
  await postJob(api, sleepJob({ id: ID, count: ALLOCATIONS, type: 'service' }));
  await polled('all run', async () => {
    const stubs = AllocStubs.parse(await getJson(`${api}/v1/job/${ID}/allocations`));
    return stubs.filter(({ ClientStatus }) => ClientStatus === 'running').length >= ALLOCATIONS;
  });
  return performance.now() - startedAt;
}
