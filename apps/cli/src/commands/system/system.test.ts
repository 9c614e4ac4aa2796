import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openTestCluster, type TestCluster } from '../../testing/api.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openTestCluster();
});
afterEach(() => cluster.close());

test('a garbage collection is asked for, without a word', async () => {
  expect(await cluster.run(['system', 'gc'])).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(cluster.projection.state.collection.requestedSeq).toBe(1);
});

test('summaries are reconciled without a word', async () => {
  const ran = await cluster.run(['system', 'reconcile', 'summaries']);
  expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
});
