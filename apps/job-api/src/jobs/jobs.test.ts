import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { addNode, NODE_ID, place, running } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const post = (payload: object | string, url = '/v1/jobs') =>
  api.app.inject({ method: 'POST', url, payload });
const get = (url: string) => api.app.inject({ method: 'GET', url });

test('a registered job reads back, with its evaluation, at once', async () => {
  const answer = await post(helloJob());
  expect([answer.statusCode, answer.headers['x-nomad-index']]).toEqual([200, '1']);
  expect(answer.json()).toMatchObject({
    EvalID: testId('e', 1),
    EvalCreateIndex: 1,
    JobModifyIndex: 1,
    Index: 1,
    Warnings: expect.stringContaining('task network resources have been deprecated'),
  });
  const job = await get('/v1/job/hello');
  expect(job.json()).toMatchObject({ ID: 'hello', Version: 0, Status: 'pending', Stop: false });
  const evaluation = await get(`/v1/evaluation/${testId('e', 1)}`);
  expect(evaluation.json()).toMatchObject({ JobID: 'hello', TriggeredBy: 'job-register' });
});

test('the same job again keeps its version and is evaluated anew; a change makes a version', async () => {
  await post(helloJob());
  const same = await post(helloJob());
  expect(same.json()).toMatchObject({ EvalID: testId('e', 2) });
  expect((await get('/v1/job/hello')).json()).toMatchObject({ Version: 0 });
  await api.app.inject({
    method: 'PUT',
    url: '/v1/job/hello',
    payload: helloJob({ Priority: 70 }),
  });
  expect((await get('/v1/job/hello')).json()).toMatchObject({ Version: 1, Priority: 70 });
  expect((await get('/v1/job/hello/versions')).json().Versions).toHaveLength(2);
});

test('registrations at the same time all get in, one version after the other', async () => {
  const priorities = [10, 20, 30, 40, 50];
  const answers = await Promise.all(priorities.map((Priority) => post(helloJob({ Priority }))));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
  const { Versions } = (await get('/v1/job/hello/versions')).json();
  expect(Versions.map(({ Version }: { Version: number }) => Version)).toEqual([4, 3, 2, 1, 0]);
});

test('a stopped job is dead; purged it is gone; starting it again is a new version', async () => {
  await post(helloJob());
  const stop = await api.app.inject({ method: 'DELETE', url: '/v1/job/hello' });
  expect(stop.json()).toMatchObject({ EvalID: testId('e', 2), EvalCreateIndex: 2, Index: 2 });
  expect((await get('/v1/job/hello')).json()).toMatchObject({ Stop: true, Status: 'dead' });
  await post(helloJob());
  expect((await get('/v1/job/hello')).json()).toMatchObject({ Stop: false, Version: 2 });
  await api.app.inject({ method: 'DELETE', url: '/v1/job/hello?purge=true' });
  const gone = await get('/v1/job/hello');
  expect([gone.statusCode, gone.body]).toEqual([404, 'job not found']);
});

test('stopping an unknown job is no error and evaluates nothing', async () => {
  const answer = await api.app.inject({ method: 'DELETE', url: '/v1/job/nope' });
  expect([answer.statusCode, answer.json().EvalID]).toEqual([200, '']);
});

test.each(['a/b c', 'periodic/launch-1', 'dots.and*stars', 'ä'])(
  'a job may be called %s unless it has a space',
  async (id) => {
    const answer = await post(helloJob({ ID: id }));
    expect(answer.statusCode).toBe(id.includes(' ') ? 400 : 200);
  },
);

test.each(['/v1/job/team/web/summary', '/v1/job/team%2Fweb/summary'])(
  'a slash in an ID may be escaped or not: %s',
  async (url) => {
    await post(helloJob({ ID: 'team/web' }));
    expect((await get(url)).json()).toMatchObject({ JobID: 'team/web' });
  },
);

test('periodic and parameterized jobs are not evaluated themselves', async () => {
  const answer = await post(
    helloJob({ Type: 'batch', Periodic: { Spec: '0 3 * * *', SpecType: 'cron' } }),
  );
  expect(answer.json()).toMatchObject({ EvalID: '', EvalCreateIndex: 0 });
});

test('a job may be evaluated again on request', async () => {
  await post(helloJob());
  const answer = await post('', '/v1/job/hello/evaluate');
  expect(answer.json()).toMatchObject({ EvalID: testId('e', 2), EvalCreateIndex: 2 });
  expect((await post('', '/v1/job/nope/evaluate')).body).toBe('job not found');
});

const forcedOf = async (id: string) =>
  (await get(`/v1/allocation/${id}`)).json().DesiredTransition?.ForceReschedule ?? null;

const failed = (allocId: string) =>
  ({
    type: 'AllocationStatusReported',
    v: 1,
    allocId,
    clientStatus: 'failed',
    clientDescription: '',
    tasks: {},
  }) as const;

test.each([
  { title: 'what failed is forced', attempts: 1, ForceReschedule: true, forced: true },
  { title: 'not without asking', attempts: 1, ForceReschedule: false, forced: false },
  { title: 'not where nothing is rescheduled', attempts: 0, ForceReschedule: true, forced: false },
])('an evaluation on request may force: $title', async ({ attempts, ForceReschedule, forced }) => {
  const ReschedulePolicy = { Attempts: attempts, Interval: 3_600_000_000_000, Unlimited: false };
  const [fails, runs] = [testId('a', 1), testId('a', 2)];
  await post(helloJob({ Reschedule: ReschedulePolicy }));
  await addNode(api);
  for (const id of [fails, runs]) await place(api, 'hello', id);
  await api.append(subjects.client(NODE_ID), failed(fails), running(runs, 'hello'));
  await post({ JobID: 'hello', EvalOptions: { ForceReschedule } }, '/v1/job/hello/evaluate');
  expect([await forcedOf(fails), await forcedOf(runs)]).toEqual([forced || null, null]);
});

test('the file that a job came from can be read', async () => {
  const Submission = { Source: 'job "hello" {}', Format: 'hcl2' };
  await post({ ...helloJob(), Submission });
  const answer = await get('/v1/job/hello/submission?version=0');
  expect(answer.json()).toMatchObject({ ...Submission, VariableFlags: null, JobModifyIndex: 1 });
  const next = { ...Submission, Source: 'job "hello" { priority = 60 }' };
  await post({ ...helloJob({ Priority: 60 }), Submission: next });
  const first = await get('/v1/job/hello/submission?version=0');
  expect(first.json()).toMatchObject({ ...Submission, JobModifyIndex: 1 });
  const second = await get('/v1/job/hello/submission?version=1');
  expect(second.json()).toMatchObject(next);
  const older = await get('/v1/job/hello/submission?version=3');
  expect([older.statusCode, older.body]).toEqual([404, 'job source not found']);
});

describe('check-and-set', () => {
  test.each([
    { index: 0, says: 'Enforcing job modify index 0: job already exists' },
    {
      index: 7,
      says: 'Enforcing job modify index 7: job exists with conflicting job modify index: 1',
    },
  ])('index $index on a job at 1', async ({ index, says }) => {
    await post(helloJob());
    const answer = await post({ ...helloJob(), EnforceIndex: true, JobModifyIndex: index });
    expect([answer.statusCode, answer.body]).toEqual([409, says]);
  });

  test('the right index passes; a missing job is said so', async () => {
    const missing = await post({ ...helloJob(), EnforceIndex: true, JobModifyIndex: 3 });
    expect(missing.body).toBe('Enforcing job modify index 3: job does not exist');
    await post(helloJob());
    const answer = await post({ ...helloJob(), EnforceIndex: true, JobModifyIndex: 1 });
    expect(answer.statusCode).toBe(200);
  });
});

test('a job without an ID is told that it lacks one when it is validated', async () => {
  const { ID: _, ...Job } = helloJob().Job;
  const answer = await post({ Job }, '/v1/validate/job');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({
    ValidationErrors: expect.arrayContaining(['Missing job ID']),
  });
});

test('validation tells everything and registers nothing', async () => {
  const answer = await post(helloJob({ Priority: 500, Type: 'daemon' }), '/v1/validate/job');
  expect(answer.json()).toMatchObject({
    ValidationErrors: ['Invalid job type: "daemon"', 'job priority must be between [1, 100]'],
    Error: expect.stringMatching(/^2 errors occurred:/),
  });
  expect((await get('/v1/jobs')).json()).toEqual([]);
});

test('a job file is parsed; with Canonicalize defaults are filled in', async () => {
  const JobHCL =
    'job "x" {\n  group "g" {\n    task "t" {\n      driver = "raw_exec"\n    }\n  }\n}\n';
  const plain = await post({ JobHCL }, '/v1/jobs/parse');
  expect(plain.json()).toMatchObject({ ID: 'x', Priority: null });
  const canonical = await post({ JobHCL, Canonicalize: true }, '/v1/jobs/parse');
  expect(canonical.json()).toMatchObject({ ID: 'x', Priority: 50, Region: 'global' });
});
