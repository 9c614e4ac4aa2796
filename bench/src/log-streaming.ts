import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { getJson, postJob } from './api.ts';
import { startBenchCluster } from './cluster.ts';
import { type Benchmark, median, repeated, rounded, roundsOf } from './figure.ts';
import {
  cpuMsOf,
  cpuMsOfEndedChildren,
  cpuMsOfPid,
  cpuPerUnit,
  peakRssMibOfPid,
  resetPeakRss,
} from './process-usage.ts';
import { AllocStubs, polled, startRealAgent, stopJobs } from './real-agent.ts';

const run = promisify(execFile);

const MIB = 400;
const ID = 'writer';

/** Writes all of its output to one file, and stays. */
const JOB = {
  ID,
  Type: 'service',
  Datacenters: ['dc1'],
  TaskGroups: [
    {
      Name: 'g',
      EphemeralDisk: { SizeMB: 2 * MIB },
      Tasks: [
        {
          Name: 't',
          Driver: 'raw_exec',
          Config: {
            command: '/bin/sh',
            args: [
              '-c',
              `yes 0123456789012345678901234567890 | head -c ${MIB}M; touch "$NOMAD_ALLOC_DIR/data/written"; exec sleep 3600`,
            ],
          },
          LogConfig: { MaxFiles: 1, MaxFileSizeMB: MIB + 100 },
          Resources: { CPU: 10, MemoryMB: 32 },
        },
      ],
    },
  ],
};

export const logStreaming: Benchmark = {
  name: 'log-streaming',
  about: `${MIB} MiB of a task's output by way of its agent, the log's live bus and the API`,
  takesS: 60,
  async *run() {
    const cluster = await startBenchCluster({ workers: 1 });
    const agent = await startRealAgent(cluster);
    try {
      await postJob(cluster.api, JOB);
      const allocId = await written(cluster.api);
      const api = cluster.processes.find(({ name }) => name === 'job-api')?.pid ?? 0;
      const url = `${cluster.api}/v1/client/fs/logs/${allocId}?task=t&type=stdout&plain=true&origin=start`;
      await resetPeakRss([agent.pid, api]);
      const cpu = async () =>
        new Map(await cpuMsOf(cluster))
          .set('node-agent', await cpuMsOfPid(agent.pid))
          .set('curl', await cpuMsOfEndedChildren());
      const before = await cpu();
      const samples = await repeated(() => rateOf(url));
      const {
        'eval-broker µs': _,
        'scheduler-worker µs': __,
        ...cost
      } = cpuPerUnit(before, await cpu(), samples.length * MIB);
      yield {
        name: 'log-streaming',
        value: rounded(median(samples), 0),
        unit: 'MB/s',
        target: 100,
        detail: {
          rounds: roundsOf(samples),
          'of CPU for a MiB': JSON.stringify(cost),
          'agent at most MiB': rounded(await peakRssMibOfPid(agent.pid), 0),
          'API at most MiB': rounded(await peakRssMibOfPid(api), 0),
        },
      };
    } finally {
      await stopJobs(cluster.api, [ID]);
      await agent.stop();
      await cluster.stop();
    }
  },
};

async function written(api: string): Promise<string> {
  let allocId = '';
  await polled('the output is written', async () => {
    const [stub] = AllocStubs.parse(await getJson(`${api}/v1/job/${ID}/allocations`));
    if (stub?.ClientStatus !== 'running') return false;
    allocId = stub.ID;
    const answer = await fetch(`${api}/v1/client/fs/stat/${allocId}?path=alloc/data/written`);
    await answer.text();
    return answer.ok;
  });
  return allocId;
}

/** Reads the whole of it, at as little cost to the cores that it shares with the servers as may be. @returns MB/s. */
async function rateOf(url: string): Promise<number> {
  const startedAt = performance.now();
  const args = ['--silent', '--show-error', '--fail', '--output', '/dev/null'];
  const { stdout } = await run('curl', [...args, '--write-out', '%{size_download}', url]);
  const bytes = Number(stdout);
  if (bytes !== MIB * 2 ** 20) throw new Error(`${bytes} bytes came of ${MIB} MiB`);
  return bytes / 1_000 / (performance.now() - startedAt);
}
