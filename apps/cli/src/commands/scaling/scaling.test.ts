import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  answerEvaluations,
  completed,
  openTestCluster,
  type TestCluster,
} from '../../testing/api.ts';
import { HELLO } from '../../testing/hello.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openTestCluster();
  answerEvaluations(cluster, (evalId) => [completed(evalId)]);
  const limited = HELLO.replace(
    'group "example" {',
    'group "example" {\n    scaling {\n      max = 4\n      policy {\n        cooldown = "1m"\n      }\n    }',
  );
  await cluster.run(['job', 'run', '-detach', '-'], { stdin: limited });
});
afterEach(() => cluster.close());

test('scaling events, the latest first', async () => {
  expect((await cluster.run(['job', 'scaling-events', 'hello'])).stdout).toBe('No events found\n');
  await cluster.run(['job', 'scale', '-detach', 'hello', '3']);
  const short = await cluster.run(['job', 'scaling-events', 'hello']);
  expect(short).toEqual({
    code: 0,
    stdout: `\
Task Group  Count  PrevCount  Date
example     3      1          2026-11-22T18:00:00Z
`,
    stderr: '',
  });
  const { stdout } = await cluster.run(['job', 'scaling-events', '-verbose', 'hello']);
  expect(stdout).toContain('Error  Message                         Eval ID');
});

test('beyond its limits a job is not scaled', async () => {
  const { code, stderr } = await cluster.run(['job', 'scale', '-detach', 'hello', '5']);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('group count was greater than scaling policy maximum: 5 > 4'),
  ]);
});

test('policies', async () => {
  const { stdout } = await cluster.run(['scaling', 'policy', 'list']);
  const id = stdout.split('\n')[1]?.slice(0, 8) ?? '';
  expect(stdout).toBe(`\
ID        Enabled  Type        Target
${id}  true     horizontal  Namespace:default,Job:hello,Group:example
`);
  expect((await cluster.run(['scaling', 'policy', 'info', id])).stdout).toBe(`\
ID      = ${id}
Enabled = true
Target  = Namespace:default,Job:hello,Group:example
Min     = 1
Max     = 4

Policy:
{
    "cooldown": "1m"
}
`);
  const none = await cluster.run(['scaling', 'policy', 'info', 'nope']);
  expect([none.code, none.stderr]).toEqual([
    1,
    'Error querying scaling policy: no scaling policies with prefix or ID "nope" found\n',
  ]);
});
