import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NODE_ID, openClusterWithAllocation, type TestCluster } from '../../testing/api.ts';

let cluster: TestCluster;
let results: readonly object[] = [];

beforeAll(async () => {
  cluster = await openClusterWithAllocation();
  cluster.store.live.serve(`agent.${NODE_ID}.alloc-checks`, async () => results);
});
afterAll(() => cluster.close());

const result = {
  id: '/web/0',
  name: 'alive',
  service: 'web',
  task: '',
  mode: 'healthiness',
  status: 'failure',
  statusCode: 503,
  output: 'not yet\n',
  atMs: 1_795_370_400_000,
};

test('the checks of an allocation are shown one after another', async () => {
  results = [result];
  const { code, stdout } = await cluster.run(['alloc', 'checks', '8bb1']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Status of 1 Nomad Service Checks\n\nID +=/u);
  for (const line of [
    /^Name +=  ?alive$/mu,
    /^Group +=  ?hello\.\w+\[0\]$/mu,
    /^Task +=  ?\(group\)$/mu,
    /^Status +=  ?failure$/mu,
    /^StatusCode +=  ?503$/mu,
    /^Output +=  ?not yet$/mu,
  ]) {
    expect(stdout).toMatch(line);
  }
});

test('they can be had as JSON, as Nomad gives them', async () => {
  results = [result];
  const { stdout } = await cluster.run(['alloc', 'checks', '-json', '8bb1']);
  expect(Object.values(JSON.parse(stdout))).toMatchObject([
    { Check: 'alive', Service: 'web', Status: 'failure', Timestamp: 1_795_370_400 },
  ]);
});

test('an allocation without checks has none', async () => {
  results = [];
  expect((await cluster.run(['alloc', 'checks', '8bb1'])).stdout).toContain('Status of 0 Nomad');
});

test('an allocation must be named', async () => {
  const { code, stderr } = await cluster.run(['alloc', 'checks']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('takes one argument')]);
});
