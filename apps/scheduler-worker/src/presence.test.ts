import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PRESENCE_SUBJECT } from '@steppe/nest-kit';
import { WorkerCluster } from './testing/worker-cluster.ts';

let cluster: WorkerCluster;
beforeEach(async () => {
  cluster = await WorkerCluster.open();
});
afterEach(() => cluster.close());

test('whoever asks which services are there hears of each worker', async () => {
  await Promise.all([cluster.startWorker('w1'), cluster.startWorker('w2')]);
  const asked = cluster.store.live.requestAll(PRESENCE_SUBJECT, {}, { timeoutMs: 200 });
  expect(await asked).toEqual([
    { service: 'scheduler-worker', instance: 'w1' },
    { service: 'scheduler-worker', instance: 'w2' },
  ]);
});
