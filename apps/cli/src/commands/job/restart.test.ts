import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SteppeError, subjects } from '@steppe/domain';
import {
  ALLOC_ID,
  NODE_ID,
  openClusterWithAllocation,
  running,
  type TestCluster,
} from '../../testing/api.ts';

let cluster: TestCluster;
let asked: unknown[] = [];

beforeEach(async () => {
  asked = [];
  cluster = await openClusterWithAllocation();
  await cluster.append(subjects.client(NODE_ID), running(ALLOC_ID));
});
afterEach(() => cluster.close());

const agentAnswers = (answer: () => object): void => {
  cluster.store.live.serve(`agent.${NODE_ID}.alloc-restart`, async ({ payload }) => {
    asked.push(payload);
    return answer();
  });
};

test('a job is restarted in place', async () => {
  agentAnswers(() => ({}));
  const { code, stdout } = await cluster.run(['job', 'restart', '-yes', 'hello']);
  expect(stdout).toBe(`==> 2026-11-22T18:00:00Z: Restarting 1 allocation
    2026-11-22T18:00:00Z: Restarting running tasks in allocation "8bb1da93" for group "example"
==> 2026-11-22T18:00:00Z: Job restart finished

Job restarted successfully!
`);
  expect(code).toBe(0);
  expect(asked).toEqual([{ allocId: ALLOC_ID, all: false }]);
});

test('one task is restarted', async () => {
  agentAnswers(() => ({}));
  const { stdout } = await cluster.run(['job', 'restart', '-yes', '-task=server', 'hello']);
  expect(stdout).toContain('Restarting task "server" in allocation "8bb1da93"');
  expect(asked).toEqual([{ allocId: ALLOC_ID, task: 'server', all: false }]);
});

test('what fails is told, with an exit code of 1', async () => {
  agentAnswers(() => {
    throw new SteppeError('REQUEST_INVALID', 'Task not running');
  });
  const ran = await cluster.run(['job', 'restart', '-yes', 'hello']);
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain('Job restart finished with errors');
  expect(ran.stderr).toContain('1 error occurred while restarting job:\n* Allocation "8bb1da93": ');
  expect(ran.stderr).toContain('Task not running');
});

test.each([
  { argv: ['-group=nope'], why: 'no such group' },
  { argv: ['-task=nope'], why: 'no such task' },
])('nothing is restarted when there is $why', async ({ argv }) => {
  const ran = await cluster.run(['job', 'restart', '-yes', ...argv, 'hello']);
  expect(ran).toEqual({ code: 0, stdout: 'No allocations to restart\n', stderr: '' });
});
