import { expect, test } from '@jest/globals';
import { openTestCluster } from '../../testing/api.ts';
import { HELLO } from '../../testing/hello.ts';
import { steppe } from '../../testing/run.ts';

const FAULTY = HELLO.replace('task "server" {', 'count = -1\n    task "server" {').replace(
  'driver = "raw_exec"',
  '',
);

test('the API validates the job', async () => {
  const cluster = await openTestCluster();
  const good = await cluster.run(['validate', '-'], { stdin: HELLO });
  const bad = await cluster.run(['validate', '-'], { stdin: FAULTY });
  await cluster.close();
  expect(good).toEqual({ code: 0, stdout: 'Job validation successful\n', stderr: '' });
  expect(bad).toMatchObject({ code: 1, stdout: '' });
  expect(bad.stderr).toMatch(/^Job validation errors:\n1 error occurred:/);
  expect(bad.stderr).toContain("Task group count can't be negative");
  expect(bad.stderr).toContain('Missing task driver');
});

test('without an API, what can be is validated here', async () => {
  const argv = ['validate', '-address=http://127.0.0.1:9', '-'];
  const good = await steppe(argv, { stdin: HELLO });
  const bad = await steppe(argv, { stdin: FAULTY });
  expect(good).toMatchObject({ code: 0, stderr: '' });
  expect(good.stdout).toMatch(
    /^Driver configuration not validated .*\n\nJob validation successful\n$/,
  );
  expect(bad.code).toBe(1);
  expect(bad.stderr).toContain("Task group count can't be negative");
});
