import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { SteppeError } from '@steppe/domain';
import {
  ALLOC_ID,
  NODE_ID,
  openClusterWithAllocation,
  type TestCluster,
} from '../../testing/api.ts';

let cluster: TestCluster;
let asked: unknown[] = [];

beforeAll(async () => {
  cluster = await openClusterWithAllocation();
  const { live } = cluster.store;
  live.serve(`agent.${NODE_ID}.alloc-restart`, async ({ payload }) => {
    asked.push(payload);
    return {};
  });
  live.serve(`agent.${NODE_ID}.alloc-signal`, async ({ payload }) => {
    asked.push(payload);
    if (Object(payload).signal === 'NOPE')
      throw new SteppeError('REQUEST_INVALID', 'unknown signal "NOPE"');
    return {};
  });
});
beforeEach(() => {
  asked = [];
});
afterAll(() => cluster.close());

test.each([
  { argv: ['restart', '8bb1'], asks: { all: false } },
  { argv: ['restart', '8bb1', 'server'], asks: { task: 'server', all: false } },
  { argv: ['restart', '-task', 'server', '8bb1'], asks: { task: 'server', all: false } },
  { argv: ['restart', '-all-tasks', '8bb1'], asks: { all: true } },
  { argv: ['signal', '8bb1'], asks: { signal: 'SIGKILL' } },
  { argv: ['signal', '-s', 'USR1', '8bb1', 'server'], asks: { task: 'server', signal: 'USR1' } },
])('steppe alloc $argv', async ({ argv, asks }) => {
  expect(await cluster.run(['alloc', ...argv])).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(asked).toEqual([{ allocId: ALLOC_ID, ...asks }]);
});

test.each([
  { argv: ['restart'], says: 'This command takes one or two arguments: <alloc-id> <task-name>' },
  { argv: ['signal'], says: 'This command takes up to two arguments: <alloc-id> <task>' },
  { argv: ['restart', '8bb1', 'nope'], says: 'Could not find task named: nope, found:\nserver\n' },
  { argv: ['signal', '8bb1', 'nope'], says: 'Could not find task named: nope, found:\nserver\n' },
  {
    argv: ['restart', '-all-tasks', '8bb1', 'server'],
    says: 'The -all-tasks option is not allowed when restarting a specific task.',
  },
  {
    argv: ['signal', '-s', 'NOPE', '8bb1'],
    says: 'Error signalling allocation: Unexpected response code: 400 (unknown signal "NOPE")',
  },
])('steppe alloc $argv fails', async ({ argv, says }) => {
  const { code, stdout, stderr } = await cluster.run(['alloc', ...argv]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(says);
});
