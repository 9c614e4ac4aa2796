import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openTestCluster, type TestCluster } from '../../testing/api.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openTestCluster();
});
afterEach(() => cluster.close());

const operator = async (...words: string[]) => cluster.run(['operator', 'scheduler', ...words]);

test('what is switched on is shown, and what no flag names stays', async () => {
  const set = await operator(
    'set-config',
    '-scheduler-algorithm=spread',
    '-preempt-service-scheduler',
  );
  expect([set.code, set.stdout]).toEqual([0, 'Scheduler configuration updated!\n']);
  const { stdout } = await operator('get-config');
  expect(stdout).toBe(`\
Scheduler Algorithm               = spread
Memory Oversubscription           = false
Reject Job Registration           = false
Pause Eval Broker                 = false
Preemption System Scheduler       = true
Preemption Service Scheduler      = true
Preemption Batch Scheduler        = false
Preemption SysBatch Scheduler     = false
Node Limit For Feasibility Checks = 0
Modify Index                      = 1
`);
});

test('-json prints what Nomad prints', async () => {
  const { stdout } = await operator('get-config', '-json');
  expect(JSON.parse(stdout)).toMatchObject({
    KnownLeader: true,
    LastIndex: 0,
    RequestTime: 0,
    SchedulerConfig: { SchedulerAlgorithm: 'binpack' },
  });
});

test.each([
  {
    flags: ['-scheduler-algorithm=bogus'],
    text: 'Error setting scheduler configuration: Unexpected response code: 400 (invalid scheduler algorithm: bogus)',
  },
  {
    flags: ['-check-index', '7', '-scheduler-algorithm=binpack'],
    text: 'Error performing check index set: check-index 7 does not match does not match current state value 0',
  },
])('set-config $flags fails', async ({ flags, text }) => {
  const { code, stderr } = await operator('set-config', ...flags);
  expect([code, stderr.trim()]).toEqual([1, text]);
});
