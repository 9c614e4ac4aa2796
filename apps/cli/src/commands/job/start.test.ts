import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { jobKey } from '@steppe/domain';
import { openClusterWithJob, type TestCluster } from '../../testing/api.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openClusterWithJob();
});
afterEach(() => cluster.close());

const current = () => cluster.projection.state.jobs.get(jobKey('default', 'hello'))?.current;

test('a stopped job is started again as a new version', async () => {
  await cluster.run(['job', 'stop', '-detach', 'hello']);
  expect(current()).toMatchObject({ version: 1, stopped: true });
  const ran = await cluster.run(['job', 'start', '-detach', 'hello']);
  expect(ran).toEqual({
    code: 0,
    stdout: 'Job start successful\nEvaluation ID: 63f5f73d-0000-4000-8000-000000000003\n',
    stderr: '',
  });
  expect(current()).toMatchObject({ version: 2, stopped: false });
});

test('a start is followed like a run', async () => {
  await cluster.run(['job', 'stop', '-detach', 'hello']);
  const { code, stdout } = await cluster.run(['start', 'hello']);
  expect(code).toBe(0);
  expect(stdout).toContain('Monitoring evaluation "63f5f73d"');
  expect(stdout).toContain('Evaluation "63f5f73d" finished with status "complete"');
});

test.each([
  { argv: ['start', 'hello'], says: 'Job "hello" has not been stopped\n' },
  { argv: ['start', 'nosuch'], says: 'No job(s) with prefix or ID "nosuch" found\n' },
  { argv: ['allocs', 'nosuch'], says: 'No job(s) with prefix or ID "nosuch" found\n' },
  { argv: ['restart', '-yes', 'nosuch'], says: 'No job(s) with prefix or ID "nosuch" found\n' },
])('job $argv', async ({ argv, says }) => {
  expect(await cluster.run(['job', ...argv])).toEqual({ code: 1, stdout: '', stderr: says });
});

test('nothing is restarted where nothing runs', async () => {
  const ran = await cluster.run(['job', 'restart', '-yes', 'hello']);
  expect(ran).toEqual({ code: 0, stdout: 'No allocations to restart\n', stderr: '' });
});
