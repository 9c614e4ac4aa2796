import { expect, test } from '@jest/globals';
import type { AppendRequest } from '@steppe/event-log';
import { NO_FAULTS, SeededRandom } from '@steppe/simulator';
import { Cluster } from './cluster/cluster.ts';
import { comeToRest } from './run-seed.ts';
import { randomJob } from './workload/random-job.ts';

const JOB = 'job-3';
/** Longer than all that has ended is kept. */
const LONG_MS = 120_000;

const isPlacement = ({ commit }: AppendRequest): boolean =>
  commit.events.some(({ type }) => type === 'AllocationPlaced');

test('what a worker places that slept until its job was forgotten is stopped', async () => {
  const { promise: isAwake, resolve: wake } = Promise.withResolvers<void>();
  const cluster = new Cluster({
    seed: 1,
    interference: {
      append: async (request, log) => {
        if (isPlacement(request)) await isAwake;
        return await log.append(request);
      },
    },
  });
  const { clock, monitor, network } = cluster;
  network.faults = NO_FAULTS;
  await cluster.start();
  await clock.advance(3_000);
  const job = randomJob(JOB, new SeededRandom(1));
  cluster.inBackground(cluster.operator.register({ ...job, datacenters: ['*'], constraints: [] }));
  await clock.advance(3_000);
  cluster.inBackground(cluster.operator.stop(JOB, { purge: true }));
  await clock.advance(LONG_MS);
  expect(monitor.state.jobVersions.size).toBe(0);

  wake();
  await clock.advance(1_000);
  const placed = monitor.entries.filter(isPlacement);
  expect(placed.length).toBeGreaterThan(0);
  expect(monitor.state.allocs.size).toBe(0);
  expect(await comeToRest(cluster)).toBeUndefined();
  await cluster.dispose();
});
