import { setTimeout as delay } from 'node:timers/promises';
import { getJson, postJob } from './api.ts';
import { sleepJob } from './bench-job.ts';
import { startBenchCluster } from './cluster.ts';
import { type Benchmark, rounded } from './figure.ts';
import { cpuMsOfPid, rssMibOfPid } from './process-usage.ts';
import { AllocStubs, polled, startRealAgent, stopJobs } from './real-agent.ts';

const ALLOCATIONS = 200;
const SETTLE_MS = 15_000;
const IDLE_MS = 30_000;
const ID = 'many';

export const agentSize: Benchmark = {
  name: 'agent',
  about: `one real node agent: its memory idle and with ${ALLOCATIONS} raw_exec allocations, their start, its CPU time with them`,
  takesS: 90,
  async *run() {
    const cluster = await startBenchCluster({ workers: 1 });
    const agent = await startRealAgent(cluster);
    try {
      await delay(SETTLE_MS);
      const idleMib = await rssMibOfPid(agent.pid);
      yield { name: 'agent-idle-rss', value: rounded(idleMib), unit: 'MiB', atMost: 90 };

      const startedAt = performance.now();
      await postJob(cluster.api, sleepJob({ id: ID, count: ALLOCATIONS, type: 'service' }));
      await polled('all run', async () => {
        const stubs = AllocStubs.parse(await getJson(`${cluster.api}/v1/job/${ID}/allocations`));
        return (
          stubs.filter(({ ClientStatus }) => ClientStatus === 'running').length === ALLOCATIONS
        );
      });
      const startMs = performance.now() - startedAt;
      yield { name: `agent-start-${ALLOCATIONS}`, value: rounded(startMs, 0), unit: 'ms' };

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
    } finally {
      await stopJobs(cluster.api, [ID]);
      await agent.stop();
      await cluster.stop();
    }
  },
};
