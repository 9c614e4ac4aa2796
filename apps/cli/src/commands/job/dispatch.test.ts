import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  answerEvaluations,
  completed,
  openTestCluster,
  type TestCluster,
} from '../../testing/api.ts';
import { HELLO } from '../../testing/hello.ts';

const PARAMETERIZED = HELLO.replace(
  '  datacenters = ["dc1"]',
  '  type = "batch"\n  parameterized {\n    payload       = "optional"\n    meta_required = ["to"]\n    meta_optional = ["cc"]\n  }',
).replace('"hello"', '"mailer"');

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openTestCluster();
  answerEvaluations(cluster, (evalId) => [completed(evalId)]);
  await cluster.run(['job', 'run', '-detach', '-'], { stdin: PARAMETERIZED });
});
afterEach(() => cluster.close());

const CHILD = /mailer\/dispatch-(?:pre-)?1795370400-[0-9a-f]{8}/;
const children = () =>
  [...cluster.projection.state.jobs.values()]
    .map(({ current }) => current.job)
    .filter(({ parentId }) => parentId === 'mailer');

test('a dispatch passes stdin and meta on, and says what it dispatched', async () => {
  const flags = ['-detach', '-meta', 'to=a=b', '-priority', '70', '-id-prefix-template', 'pre'];
  const ran = await cluster.run(['job', 'dispatch', ...flags, 'mailer', '-'], { stdin: 'hi' });
  expect(ran.stderr).toBe('');
  expect(ran.stdout).toMatch(
    new RegExp(`^Dispatched Job ID = ${CHILD.source}\nEvaluation ID     = 63f5f73d\n$`),
  );
  expect(children()).toMatchObject([
    { meta: { to: 'a=b' }, priority: 70, dispatch: { payload: 'aGk=', idempotencyToken: '' } },
  ]);
});

test('a second dispatch with the same token has no evaluation', async () => {
  const argv = ['job', 'dispatch', '-detach', '-meta', 'to=x', '-idempotency-token', 't', 'mailer'];
  await cluster.run(argv);
  const ran = await cluster.run(argv);
  expect(ran.stdout).toMatch(new RegExp(`^Dispatched Job ID = ${CHILD.source}\n$`));
  expect(children()).toHaveLength(1);
});

test.each([
  { argv: ['mailer'], says: 'Dispatch did not provide required meta keys: [to]' },
  { argv: ['nosuch'], says: 'No parameterized job(s) with prefix or ID "nosuch" found' },
  { argv: [], says: 'This command takes one or two argument' },
  { argv: ['-meta', 'to', 'mailer'], says: 'Error parsing meta value: to is not key=value' },
  { argv: ['-meta', 'to=x', 'mailer', '/no/such/file'], says: 'Error reading input data' },
])('says $says', async ({ argv, says }) => {
  const ran = await cluster.run(['job', 'dispatch', ...argv]);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain(says);
});

test("a parameterized job's status tells what it takes and what was dispatched", async () => {
  const before = await cluster.run(['job', 'status', 'mailer']);
  expect(before.stdout).toContain(`Status        = running
Periodic      = false
Parameterized = true

Parameterized Job
Payload           = optional
Required Metadata = to
Optional Metadata = cc

Parameterized Job Summary
Pending  Running  Dead
0        0        0

No dispatched instances of parameterized job found
`);
  await cluster.run(['job', 'dispatch', '-detach', '-meta', 'to=x', 'mailer']);
  const after = await cluster.run(['job', 'status', 'mailer']);
  expect(after.stdout).toMatch(new RegExp(`Dispatched Jobs\nID +Status\n${CHILD.source} +dead`));
});

test('-wait ends when what was dispatched has ended, and says how', async () => {
  const ran = await cluster.run(['job', 'dispatch', '-wait', '-meta', 'to=x', 'mailer']);
  expect(ran.stdout).toMatch(new RegExp(`Job "${CHILD.source}" has ended\n$`));
  expect([ran.code, ran.stderr]).toEqual([0, '']);
});
