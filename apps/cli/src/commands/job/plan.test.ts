import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import {
  answerEvaluations,
  completed,
  NODE_ID,
  placed,
  openClusterWithNode,
  type TestCluster,
} from '../../testing/api.ts';
import { HELLO } from '../../testing/hello.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openClusterWithNode();
});
afterEach(() => cluster.close());

/** The job runs: its one allocation is placed. */
async function run(): Promise<void> {
  answerEvaluations(cluster, (evalId) => [completed(evalId)]);
  await cluster.run(['job', 'run', '-detach', '-'], { stdin: HELLO });
  const evalId = '63f5f73d-0000-4000-8000-000000000001';
  await cluster.append(subjects.node(NODE_ID), placed(cluster, evalId));
}

const plan = (text: string, ...flags: string[]) =>
  cluster.run(['job', 'plan', ...flags, '-'], { stdin: text });
/** What stands before the hint how to submit the job. */
const diffOf = (stdout: string) => stdout.split('\nTo submit')[0];

test('a new job that fits nowhere', async () => {
  expect(await plan(HELLO)).toEqual({
    code: 1,
    stdout: `+ Job: "hello"
+ Task Group: "example" (1 create)
  + Task: "server" (forces create)

Scheduler dry-run:
- WARNING: Failed to place all allocations.
  Task Group "example" (failed to place 1 allocation):
    * Constraint "missing drivers": 1 node excluded by filter

Job Modify Index: 0
To submit the job with version verification run:

steppe job run -check-index 0 -

When running the job with the check-index flag, the job will only be run if the
job modify index given matches the server-side version. If the index has
changed, another user has modified the job and the plan's results are
potentially invalid.
`,
    stderr: '',
  });
});

test('no change ends with 0', async () => {
  await run();
  const { code, stdout } = await plan(HELLO);
  expect([code, diffOf(stdout)]).toEqual([
    0,
    `Job: "hello"
Task Group: "example" (1 ignore)
  Task: "server"

Scheduler dry-run:
- All tasks successfully allocated.

Job Modify Index: 2`,
  ]);
});

test('a task that changes is replaced', async () => {
  await run();
  const changed = HELLO.replace(
    '      driver = "raw_exec"',
    '      driver = "raw_exec"\n      env {\n        RELEASE = "a \\"b\\"\\n"\n      }\n      resources {\n        memory = 96\n      }',
  );
  const { code, stdout } = await plan(changed);
  expect(code).toBe(1);
  expect(stdout).toContain(`+/- Job: "hello"
+/- Task Group: "example" (1 create/destroy update)
  +/- Task: "server" (forces create/destroy update)
    +   Env[RELEASE]: "a \\"b\\"\\n"
    +/- Resources {
          CPU:         "100"
          Cores:       "0"
          DiskMB:      "0"
          IOPS:        "0"
      +/- MemoryMB:    "300" => "96"
          MemoryMaxMB: "0"
          SecretsMB:   "0"
        }
`);
});

test('-diff=false shows the dry run alone', async () => {
  const { stdout } = await plan(HELLO, '-diff=false');
  expect(stdout).toMatch(/^Scheduler dry-run:/);
});

test.each([
  { title: 'a job file with a mistake', text: 'job "x" {', says: 'Error getting job struct' },
  {
    title: 'a job that is not valid',
    text: HELLO.replace('"raw_exec"', '""'),
    says: 'Missing task driver',
  },
])('$title ends with 255', async ({ text, says }) => {
  const { code, stderr } = await plan(text);
  expect([code, stderr]).toEqual([255, expect.stringContaining(says)]);
});

test('a program gets the plan as JSON, or through a template', async () => {
  const asJson = await plan(HELLO, '-json-output');
  expect(asJson.code).toBe(1);
  expect(JSON.parse(asJson.stdout)).toMatchObject({ JobModifyIndex: 0, Diff: { Type: 'Added' } });
  const filled = await plan(HELLO, '-t', '{{.JobModifyIndex}} {{.Diff.ID}}');
  expect([filled.code, filled.stdout]).toEqual([1, '0 hello\n']);
  const both = await plan(HELLO, '-json-output', '-t', '{{.}}');
  expect([both.code, both.stderr]).toEqual([
    255,
    expect.stringContaining('Both json and template formatting are not allowed'),
  ]);
});
