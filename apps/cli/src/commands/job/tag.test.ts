import { expect, test } from '@jest/globals';
import { runAgainst } from '../../testing/recorded-api.ts';

/** As much of a job as its list shows. */
const STUB = {
  ID: 'web',
  ParentID: '',
  Name: 'web',
  Namespace: 'default',
  Datacenters: ['*'],
  NodePool: 'default',
  Multiregion: null,
  Type: 'service',
  Priority: 50,
  Periodic: false,
  ParameterizedJob: false,
  Stop: false,
  Status: 'running',
  StatusDescription: '',
  JobSummary: {
    JobID: 'web',
    Namespace: 'default',
    Summary: {},
    Children: { Pending: 0, Running: 0, Dead: 0 },
    CreateIndex: 1,
    ModifyIndex: 1,
  },
  Meta: null,
  CreateIndex: 1,
  ModifyIndex: 1,
  JobModifyIndex: 1,
  SubmitTime: 1,
};

test.each([
  {
    argv: 'job tag apply -name=golden -description=tested -version=3 web',
    request:
      'PUT /v1/job/web/versions/golden/tag?namespace=default {"Version":3,"Description":"tested"}',
    stdout: 'Job version 3 tagged with name "golden"\n',
  },
  {
    argv: 'job tag unset -name=golden web',
    request: 'DELETE /v1/job/web/versions/golden/tag?namespace=default',
    stdout: 'Tag "golden" removed from job "web"\n',
  },
])('$argv', async ({ argv, request, stdout }) => {
  const answers = {
    'GET /v1/jobs': [STUB],
    'PUT /v1/job/web/versions/golden/tag': {},
    'DELETE /v1/job/web/versions/golden/tag': {},
  };
  const ran = await runAgainst(answers, argv.split(' '));
  expect(ran).toMatchObject({ code: 0, stdout, stderr: '' });
  expect(ran.requests.at(-1)).toBe(request);
});

test.each([
  { argv: 'job tag apply web', says: 'A version tag name is required' },
  { argv: 'job tag apply -name=a', says: 'This command takes one argument: <job>' },
  { argv: 'job tag unset -name=a none', says: 'No job(s) with prefix or ID "none"' },
  { argv: 'job history -diff-tag=a web', says: '-diff-tag can only be used with -p' },
  {
    argv: 'job history -p -diff-tag=a -diff-version=0 web',
    says: '-diff-tag and -diff-version are mutually exclusive',
  },
  { argv: 'job action', says: 'An action name is required' },
  { argv: 'job action hi', says: 'A job ID is required' },
  { argv: 'job action -job web hi', says: 'A group name is required if no allocation is provided' },
  { argv: 'job action -job web -group g hi', says: 'A task name is required if no allocation' },
  { argv: 'job action -job none -group g -task t hi', says: 'No job(s) with prefix or ID "none"' },
])('$argv is refused', async ({ argv, says }) => {
  const ran = await runAgainst({ 'GET /v1/jobs': [] }, argv.split(' '));
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(says) });
});
