import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import {
  answerEvaluations,
  completed,
  NODE_ID,
  openClusterWithNode,
  placed,
  running,
  ALLOC_ID,
  type TestCluster,
} from '../../testing/api.ts';
import { HELLO } from '../../testing/hello.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openClusterWithNode();
  answerEvaluations(cluster, (evalId) => [completed(evalId)]);
  await cluster.run(['job', 'run', '-detach', '-'], { stdin: HELLO });
  const evalId = '63f5f73d-0000-4000-8000-000000000001';
  await cluster.append(subjects.node(NODE_ID), placed(cluster, evalId));
  await cluster.append(subjects.client(NODE_ID), running(ALLOC_ID));
});
afterEach(() => cluster.close());

const whatIf = (...argv: string[]) =>
  cluster.run(['operator', 'what-if', ...argv], { stdin: HELLO });

test('says what would be done, what the nodes would hold, and what would find no room', async () => {
  expect(await whatIf('-lose', NODE_ID.slice(0, 8))).toEqual({
    code: 2,
    stdout: `Foreseen at index 5; nothing of it has happened.

Allocations
Action  Name              ID        Node ID   Node Name  Why
stop    hello.example[0]  8bb1da93  b9a46ae1  client1    alloc is lost since its node is down

Nodes
ID        Name     Status  Allocations  CPU               Memory
b9a46ae1  client1  down    1 -> 0       100 MHz -> 0 MHz  300 MiB -> 0 B

Job "hello" waits
Task Group "example" (failed to place 1 allocation):
  * No nodes were eligible for evaluation
`,
    stderr: '',
  });
});

test('nothing would change', async () => {
  const { code, stdout } = await whatIf('-run', '-');
  expect([code, stdout]).toEqual([
    0,
    `Foreseen at index 5; nothing of it has happened.

No allocation would be placed, stopped or changed.
`,
  ]);
});

test.each([
  { title: 'nothing is said to happen', argv: [], text: 'Say what happens' },
  { title: 'there is no such node', argv: ['-drain', 'ffff'], text: 'No node(s) with prefix' },
  { title: 'there is no such job', argv: ['-stop', 'none'], text: 'job "none" not found' },
])('$title', async ({ argv, text }) => {
  const { code, stderr } = await whatIf(...argv);
  expect([code, stderr]).toEqual([1, expect.stringContaining(text)]);
});
