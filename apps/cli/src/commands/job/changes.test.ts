import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { jobKey } from '@steppe/domain';
import { openClusterWithJob, type TestCluster } from '../../testing/api.ts';
import { HELLO } from '../../testing/hello.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openClusterWithJob();
});
afterEach(() => cluster.close());

const SECOND = '63f5f73d-0000-4000-8000-000000000002';
const job = () => cluster.projection.state.jobs.get(jobKey('default', 'hello'))?.current;

test.each([
  { argv: ['scale', 'hello', '3'], prints: `Job scale successful\nEvaluation ID: ${SECOND}\n` },
  {
    argv: ['scale', 'hello', 'example', '3'],
    prints: `Job scale successful\nEvaluation ID: ${SECOND}\n`,
  },
  { argv: ['eval', 'hello'], prints: 'Created eval ID: "63f5f73d" \n' },
])('job $argv -detach', async ({ argv, prints }) => {
  const ran = await cluster.run(['job', argv[0] ?? '', '-detach', ...argv.slice(1)]);
  expect(ran).toEqual({ code: 0, stdout: prints, stderr: '' });
  expect(job()?.job.groups[0]?.count).toBe(argv[0] === 'scale' ? 3 : 1);
});

/** A version as the history shows it. */
const block = (version: number) => `Version     = ${version}
Stable      = false
Submit Date = 2026-11-22T18:00:00Z
`;

test('a job goes back to an earlier version, and its history tells', async () => {
  await cluster.run(['job', 'scale', '-detach', 'hello', '3']);
  const ran = await cluster.run(['job', 'revert', '-detach', 'hello', '0']);
  expect(ran.stdout).toBe('Evaluation ID: 63f5f73d-0000-4000-8000-000000000003\n');
  expect(job()).toMatchObject({ version: 2, job: { groups: [{ count: 1 }] } });
  const { stdout } = await cluster.run(['job', 'history', 'hello']);
  expect(stdout).toBe([2, 1, 0].map(block).join('\n'));
  const one = await cluster.run(['job', 'history', '-version', '1', 'hello']);
  expect(one.stdout).toBe(block(1));
  const changes = await cluster.run(['job', 'history', '-p', '-version', '1', 'hello']);
  expect(changes.stdout).toBe(`${block(1)}Diff        =${' '}
+/- Job: "hello"
+/- Task Group: "example"
  +/- Count: "1" => "3"
  Task: "server"
`);
  const full = await cluster.run(['job', 'history', '-full', '-version', '1', 'hello']);
  expect(full.stdout).toContain('Full        = JSON Job:\n{\n    "Affinities": null');
  const unasked = await cluster.run(['job', 'history', '-diff-version', '0', 'hello']);
  expect([unasked.code, unasked.stderr]).toEqual([1, '-diff-version can only be used with -p\n']);
});

test('a job goes back to the version that has a tag', async () => {
  await cluster.run(['job', 'tag', 'apply', '-name', 'good', '-version', '0', 'hello']);
  await cluster.run(['job', 'scale', '-detach', 'hello', '3']);
  expect((await cluster.run(['job', 'revert', '-detach', 'hello', 'good'])).code).toBe(0);
  expect(job()).toMatchObject({ version: 2, job: { groups: [{ count: 1 }] } });
  const { code, stderr } = await cluster.run(['job', 'revert', 'hello', 'nope']);
  expect([code, stderr]).toEqual([
    1,
    'Error retrieving job versions: version tag nope not found for job hello\n',
  ]);
});

test('of several jobs, one that is not there keeps none of the others from being stopped', async () => {
  const { code, stderr } = await cluster.run(['job', 'stop', '-detach', 'nope', 'hello', 'none']);
  expect(code).toBe(1);
  expect(stderr.match(/No job\(s\) with prefix or ID "(\w+)" found/g)).toHaveLength(2);
  expect(cluster.projection.state.jobs.get(jobKey('default', 'hello'))?.stopped).toBe(true);
});

test('a job is not scaled below zero', async () => {
  const { code, stderr } = await cluster.run(['job', 'scale', 'hello', 'example', '-1']);
  expect(code).toBe(1);
  expect(stderr).toContain("scaling action count can't be negative");
});

test('a periodic job is launched by hand', async () => {
  const periodic = HELLO.replace(
    '  datacenters = ["dc1"]',
    '  type = "batch"\n  periodic {\n    crons = ["0 3 * * *"]\n  }',
  ).replace('"hello"', '"nightly"');
  await cluster.run(['job', 'run', '-detach', '-'], { stdin: periodic });
  const ran = await cluster.run(['job', 'periodic', 'force', '-detach', 'nightly']);
  expect(ran).toEqual({
    code: 0,
    stdout: `Force periodic successful\nEvaluation ID: ${SECOND}\n`,
    stderr: '',
  });
  expect(cluster.projection.state.jobs.has('default/nightly/periodic-1795370400')).toBe(true);
});

test.each([
  { argv: ['scale', 'hello', 'nogroup', '3'], says: 'Group nogroup not found within job\n' },
  { argv: ['scale', 'nosuch', '3'], says: 'No job(s) with prefix or ID "nosuch" found\n' },
  {
    argv: ['scale', 'hello', 'example', 'many'],
    says: 'Failed to convert count string to int: "many" is no number\n',
  },
  {
    argv: ['periodic', 'force', 'hello'],
    says: 'No periodic job(s) with prefix or ID "hello" found\n',
  },
  { argv: ['eval', 'nosuch'], says: 'No job(s) with prefix or ID "nosuch" found\n' },
  {
    argv: ['revert', 'hello', '0'],
    says: "Error reverting job: Unexpected response code: 400 (can't revert to current version)\n",
  },
  { argv: ['history', '-version', '9', 'hello'], says: 'Version 9 of job "hello" is not kept\n' },
])('job $argv', async ({ argv, says }) => {
  expect(await cluster.run(['job', ...argv])).toEqual({ code: 1, stdout: '', stderr: says });
});
