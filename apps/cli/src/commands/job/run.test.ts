import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { DomainEvent } from '@steppe/domain';
import {
  answerEvaluations,
  completed,
  DEPLOYMENT_ID,
  openTestCluster,
  type TestCluster,
} from '../../testing/api.ts';
import { HELLO, withFiles } from '../../testing/hello.ts';
import { steppe } from '../../testing/run.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openTestCluster();
});
afterEach(() => cluster.close());

const TIME = '2026-11-22T18:00:00Z';

const created = {
  type: 'DeploymentCreated',
  v: 1,
  deployment: {
    id: DEPLOYMENT_ID,
    namespace: 'default',
    jobId: 'hello',
    jobVersion: 0,
    jobSeq: 1,
    evalPriority: 50,
    groups: {},
  },
} satisfies DomainEvent;

const changed = {
  type: 'DeploymentStatusChanged',
  v: 1,
  deploymentId: DEPLOYMENT_ID,
  status: 'running',
  statusDescription: '',
} satisfies DomainEvent;

test('-detach registers the job and prints the evaluation', async () => {
  const ran = await cluster.run(['job', 'run', '-detach', '-'], { stdin: HELLO });
  expect(ran).toEqual({
    code: 0,
    stdout: `Job registration successful
Evaluation ID: 63f5f73d-0000-4000-8000-000000000001
`,
    stderr: '',
  });
  const inspected = await cluster.run(['inspect', '-hcl', 'hello']);
  expect(inspected.stdout).toBe(HELLO);
});

test('follows the evaluation until it has ended', async () => {
  answerEvaluations(cluster, (evalId) => [completed(evalId)]);
  const ran = await cluster.run(['run', '-'], { stdin: HELLO });
  expect(ran).toEqual({
    code: 0,
    stdout: `==> ${TIME}: Monitoring evaluation "63f5f73d"
    ${TIME}: Evaluation triggered by job "hello"
    ${TIME}: Evaluation status changed: "pending" -> "complete"
==> ${TIME}: Evaluation "63f5f73d" finished with status "complete"
`,
    stderr: '',
  });
});

test('ends with 2 when something could not be placed', async () => {
  const nothing = {
    nodesEvaluated: 0,
    nodesFiltered: 0,
    nodesInPool: 0,
    nodesAvailable: {},
    classFiltered: {},
    constraintFiltered: {},
    nodesExhausted: 0,
    classExhausted: {},
    dimensionExhausted: {},
    scores: [],
    coalescedFailures: 0,
  };
  answerEvaluations(cluster, (evalId) => [
    completed(evalId, { failedGroups: { example: nothing }, blockedEvalId: 'e297c226' }),
  ]);
  const { code, stdout } = await cluster.run(['run', '-'], { stdin: HELLO });
  expect(code).toBe(2);
  expect(stdout).toContain(`finished with status "complete" but failed to place all allocations:
    ${TIME}: Task Group "example" (failed to place 1 allocation):
      * No nodes were eligible for evaluation
    ${TIME}: Evaluation "e297c226" waiting for additional capacity to place remainder
`);
});

test.each([
  { status: 'successful', code: 0 },
  { status: 'failed', code: 1 },
] as const)('ends with $code when the deployment is $status', async ({ status, code }) => {
  answerEvaluations(cluster, (evalId) => [
    created,
    { ...changed, status },
    completed(evalId, { deploymentId: DEPLOYMENT_ID }),
  ]);
  const ran = await cluster.run(['run', '-'], { stdin: HELLO });
  expect(ran.code).toBe(code);
  expect(ran.stdout).toContain(`    ${TIME}: Evaluation within deployment: "15059c28"\n`);
  expect(ran.stdout).toMatch(
    new RegExp(
      `Monitoring deployment "15059c28"\\n {4}\\n${TIME}\\nID +=[^]*Status +=\\s${status}`,
    ),
  );
});

test('Ctrl-C ends the monitor, and the exit code says so', async () => {
  const interrupted = new AbortController();
  const running = cluster.run(['run', '-'], { stdin: HELLO, signal: interrupted.signal });
  await new Promise((resolve) => cluster.projection.onApplied(resolve));
  interrupted.abort();
  expect(await running).toMatchObject({ code: 130, stderr: '' });
});

test('-check-index refuses a job that changed meanwhile', async () => {
  await cluster.run(['run', '-detach', '-'], { stdin: HELLO });
  const ran = await cluster.run(['run', '-check-index', '7', '-'], { stdin: HELLO });
  expect(ran).toEqual({
    code: 1,
    stdout: '',
    stderr: `Enforcing job modify index 7: job exists with conflicting job modify index: 1
Job not updated
`,
  });
});

test('the API says what is wrong with the job', async () => {
  const job = HELLO.replace('driver = "raw_exec"', '');
  const { code, stderr } = await cluster.run(['run', '-'], { stdin: job });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Error submitting job: Unexpected response code: \d+ \(1 error occurred:/,
  );
  expect(stderr).toContain('Missing task driver');
});

test('a misspelt argument is shown where it is', async () => {
  const files = { 'bad.nomad': HELLO.replace('datacenters', 'datacentres') };
  const { code, stdout, stderr } = await withFiles(files, (path) =>
    steppe(['run', path('bad.nomad')]),
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^Error getting job struct: Error parsing job file from .*bad\.nomad:\n/);
  expect(stderr).toContain('bad.nomad:2,3');
  expect(stderr).toContain('Did you mean "datacenters"?');
});

test('a file that does not exist is named', async () => {
  const { code, stderr } = await steppe(['run', 'nosuch.nomad']);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Error getting job struct: Error getting jobfile from "nosuch\.nomad": no such file or directory/,
  );
});

const WITH_VARIABLE = `variable "dc" {}\n${HELLO.replace('"dc1"', 'var.dc')}`;

test.each([
  { title: 'a flag', argv: ['-var', 'dc=flag'], env: {}, expected: 'flag' },
  { title: 'a file', argv: ['-var-file', 'dc.hcl'], env: {}, expected: 'file' },
  {
    title: 'the environment',
    argv: [],
    env: { STEPPE_VAR_dc: 'ours', NOMAD_VAR_dc: 'theirs' },
    expected: 'ours',
  },
  { title: "Nomad's environment", argv: [], env: { NOMAD_VAR_dc: 'theirs' }, expected: 'theirs' },
])('-output prints the job with a variable from $title', async ({ argv, env, expected }) => {
  const files = { 'job.hcl': WITH_VARIABLE, 'dc.hcl': 'dc = "file"\n' };
  const ran = await withFiles(files, (path) => {
    const given = argv.map((word) => (word === 'dc.hcl' ? path(word) : word));
    return steppe(['run', '-output', ...given, path('job.hcl')], { env });
  });
  expect(ran.stderr).toBe('');
  expect(JSON.parse(ran.stdout)).toMatchObject({ Job: { ID: 'hello', Datacenters: [expected] } });
});

test('what -output prints can be run', async () => {
  const { stdout } = await steppe(['run', '-output', '-'], { stdin: HELLO });
  const { code } = await cluster.run(['run', '-json', '-detach', '-'], { stdin: stdout });
  expect(code).toBe(0);
});

test('JSON that is none is refused', async () => {
  const { code, stderr } = await steppe(['run', '-json', '-'], { stdin: 'job "hello" {}' });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Error getting job struct: Failed to parse JSON job: /);
});

test('nobody answers', async () => {
  const { code, stderr } = await steppe(['job', 'status', '-address=http://127.0.0.1:9']);
  expect(code).toBe(1);
  expect(stderr).toContain('Error querying jobs: cannot reach the API at http://127.0.0.1:9');
  expect(stderr).toContain('Is an agent running there?');
});
