import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LiveCluster } from '../testing/live-cluster.ts';
import { sleepJob } from '../testing/sleep.ts';
import { NOW_MS } from '../testing/test-api.ts';

let cluster: LiveCluster;
beforeEach(async () => {
  cluster = await LiveCluster.open();
});
afterEach(() => cluster.close());

const post = (url: string, payload: object = {}) => cluster.post(url, payload);
const read = (url: string) => cluster.read(url);
const fast = { Update: { MinHealthyTime: 0 } };
const scaleTo = (Count: number, changes: object = {}) =>
  post('/v1/job/sleep/scale', { Count, Target: { Group: 'app' }, ...changes });

const revert = (JobVersion: number, changes: object = {}) =>
  post('/v1/job/sleep/revert', { JobID: 'sleep', JobVersion, ...changes });

describe('scale', () => {
  test('up and down', async () => {
    await post('/v1/jobs', sleepJob(fast));
    const { EvalID } = (await scaleTo(3)).json();
    expect(await read(`/v1/evaluation/${EvalID}`)).toMatchObject({
      TriggeredBy: 'job-scaling',
      Status: 'complete',
    });
    expect(await read('/v1/job/sleep/scale')).toMatchObject({
      JobID: 'sleep',
      JobStopped: false,
      TaskGroups: {
        app: {
          Desired: 3,
          Placed: 3,
          Running: 3,
          Healthy: 3,
          Unhealthy: 0,
          Events: [{ Count: 3 }],
        },
      },
    });
    await scaleTo(1);
    expect(await read('/v1/job/sleep/scale')).toMatchObject({
      TaskGroups: { app: { Desired: 1, Placed: 1 } },
    });
    expect(await read('/v1/job/sleep')).toMatchObject({ Version: 2 });
  });

  test('not while a deployment goes on', async () => {
    const { Job } = sleepJob({ Update: { MinHealthyTime: 0, Canary: 1 } });
    await post('/v1/jobs', { Job });
    await post('/v1/jobs', sleepJob({ Update: { Canary: 1 } }, { Meta: { release: '2' } }));
    const answer = await scaleTo(3);
    expect([answer.statusCode, answer.body]).toEqual([
      400,
      'job scaling blocked due to active deployment',
    ]);
  });

  test.each([
    {
      body: { Count: 2, Target: { Group: 'other' } },
      status: 400,
      says: 'task group "other" specified for scaling does not exist in job',
    },
    { body: { Count: 2 }, status: 400, says: 'missing task group name for scaling action' },
    {
      body: { Count: -1, Target: { Group: 'app' } },
      status: 400,
      says: "scaling action count can't be negative",
    },
    {
      body: { Count: 2, Target: { Group: 'app' }, EnforceIndex: true, JobModifyIndex: 1 },
      status: 409,
      says: 'Enforcing job modify index 1: job exists with conflicting job modify index: 2',
    },
  ])('$says', async ({ body, status, says }) => {
    await post('/v1/jobs', sleepJob(fast));
    const answer = await post('/v1/job/sleep/scale', body);
    expect([answer.statusCode, answer.body]).toEqual([status, says]);
  });
});

describe('limits of scaling', () => {
  const limited = sleepJob(fast, { Scaling: { Min: 1, Max: 3, Policy: { cooldown: '1m' } } });
  const Target = { Group: 'app' };

  test.each([
    { body: { Count: 0, Target }, says: 'group count was less than scaling policy minimum: 0 < 1' },
    {
      body: { Count: 4, Target },
      says: 'group count was greater than scaling policy maximum: 4 > 3',
    },
    {
      body: { Count: 2, Target, Error: true },
      says: 'scaling action should not contain count if error is true',
    },
    {
      body: { Count: 2, Target: { Group: 'app', Job: 'other' } },
      says: 'job ID in payload did not match URL',
    },
  ])('$says', async ({ body, says }) => {
    await post('/v1/jobs', limited);
    const answer = await post('/v1/job/sleep/scale', body);
    expect([answer.statusCode, answer.body]).toEqual([400, says]);
  });

  test('who scaled, and why not, is kept with the job', async () => {
    await post('/v1/jobs', limited);
    await post('/v1/job/sleep/scale', { Target, Error: true, Message: 'no metric' });
    const scaled = await post('/v1/job/sleep/scale', {
      Target,
      Count: 3,
      Message: 'busy',
      Meta: { load: 0.9 },
    });
    const { TaskGroups } = await read('/v1/job/sleep/scale');
    expect(TaskGroups.app).toMatchObject({
      Desired: 3,
      Events: [
        {
          Count: 3,
          PreviousCount: 1,
          Message: 'busy',
          Error: false,
          Meta: { load: 0.9 },
          EvalID: scaled.json().EvalID,
        },
        { Count: null, PreviousCount: 1, Message: 'no metric', Error: true, EvalID: null },
      ],
    });
    expect(await read('/v1/job/sleep')).toMatchObject({ Version: 1 });
    await cluster.api.app.inject({ method: 'DELETE', url: '/v1/job/sleep?purge=true' });
    await post('/v1/jobs', limited);
    const anew = await read('/v1/job/sleep/scale');
    expect(anew.TaskGroups.app.Events).toBeNull();
  });

  test('are policies that autoscalers read', async () => {
    await post('/v1/jobs', limited);
    const [stub, ...others] = await read('/v1/scaling/policies');
    expect([stub, others]).toEqual([
      {
        ID: expect.any(String),
        Enabled: true,
        Type: 'horizontal',
        Target: { Namespace: 'default', Job: 'sleep', Group: 'app' },
        CreateIndex: 2,
        ModifyIndex: 2,
      },
      [],
    ]);
    await scaleTo(2);
    expect(await read(`/v1/scaling/policy/${stub.ID}`)).toEqual({
      ...stub,
      Min: 1,
      Max: 3,
      Policy: { cooldown: '1m' },
    });
    expect(await read('/v1/scaling/policies?job=other')).toEqual([]);
    const unknown = await cluster.api.app.inject({ method: 'GET', url: '/v1/scaling/policy/nope' });
    expect([unknown.statusCode, unknown.body]).toEqual([404, 'policy not found']);
  });
});

describe('revert', () => {
  test('an earlier version becomes a new one', async () => {
    await post('/v1/jobs', sleepJob(fast));
    await scaleTo(2);
    const answer = await revert(0, { EnforcePriorVersion: 1 });
    expect(answer.json()).toMatchObject({ EvalID: expect.stringMatching(/^e/) });
    expect(await read('/v1/job/sleep')).toMatchObject({ Version: 2, TaskGroups: [{ Count: 1 }] });
    expect(await read('/v1/job/sleep/scale')).toMatchObject({ TaskGroups: { app: { Placed: 1 } } });
  });

  test.each([
    { version: 0, changes: {}, status: 400, says: "can't revert to current version" },
    {
      version: 7,
      changes: {},
      status: 404,
      says: 'job "sleep" in namespace "default" at version 7 not found',
    },
    {
      version: 0,
      changes: { EnforcePriorVersion: 3 },
      status: 400,
      says: 'Current job has version 0; enforcing version 3',
    },
    { version: 0, changes: { JobID: 'x' }, status: 400, says: 'Job ID does not match' },
  ])('$says', async ({ version, changes, status, says }) => {
    await post('/v1/jobs', sleepJob(fast));
    const answer = await revert(version, changes);
    expect([answer.statusCode, answer.body]).toEqual([status, says]);
  });
});

const countsOf = ({ Diffs }: { Diffs: { TaskGroups: { Fields: unknown }[] }[] }) =>
  Diffs.map(({ TaskGroups }) => TaskGroups[0]?.Fields);
const count = (Old: string, New: string) => [
  { Type: 'Edited', Name: 'Count', Old, New, Annotations: null },
];
/** Which versions are marked as stable, the newest first. */
const marks = async () =>
  (await read('/v1/job/sleep/versions')).Versions.map(({ Stable }: { Stable: boolean }) => Stable);

describe('versions', () => {
  test('say what each changed, and against one of them', async () => {
    await post('/v1/jobs', sleepJob(fast));
    await scaleTo(2);
    await scaleTo(4);
    const versions = await read('/v1/job/sleep/versions?diffs=true');
    expect(countsOf(versions)).toEqual([count('2', '4'), count('1', '2')]);
    const against = await read('/v1/job/sleep/versions?diffs=true&diff_version=0');
    expect(countsOf(against)).toEqual([count('1', '4'), count('1', '2')]);
    expect((await read('/v1/job/sleep/versions')).Diffs).toBeNull();
  });

  test('are marked as stable by hand', async () => {
    await post('/v1/jobs', sleepJob(fast));
    await scaleTo(2);
    const stable = (JobVersion: number, Stable: boolean, JobID = 'sleep') =>
      post('/v1/job/sleep/stable', { JobID, JobVersion, Stable });
    await stable(1, false);
    expect((await stable(0, true)).json()).toEqual({ Index: expect.any(Number) });
    expect(await marks()).toEqual([false, true]);
    await stable(0, false);
    expect(await marks()).toEqual([false, false]);
    const unknown = await stable(7, true);
    expect([unknown.statusCode, unknown.body]).toEqual([
      404,
      'job "sleep" in namespace "default" at version 7 not found',
    ]);
    expect((await stable(0, true, 'x')).body).toBe('Job ID does not match');
  });
});

describe('periodic force', () => {
  test('launches children, two in a second under different names', async () => {
    const Periodic = { Spec: '0 3 * * *', SpecType: 'cron' };
    await post('/v1/jobs', sleepJob({ Type: 'batch', Periodic }));
    const { EvalID } = (await post('/v1/job/sleep/periodic/force')).json();
    await post('/v1/job/sleep/periodic/force');
    const seconds = NOW_MS / 1_000;
    const childId = `sleep/periodic-${seconds}`;
    expect(await read(`/v1/evaluation/${EvalID}`)).toMatchObject({
      JobID: childId,
      TriggeredBy: 'periodic-job',
      Status: 'complete',
    });
    expect(await read(`/v1/job/${encodeURIComponent(childId)}`)).toMatchObject({
      ParentID: 'sleep',
      Periodic: null,
    });
    expect((await read('/v1/jobs')).map(({ ID }: { ID: string }) => ID)).toEqual([
      'sleep',
      childId,
      `sleep/periodic-${seconds + 1}`,
    ]);
  });

  test('only of a job that is periodic', async () => {
    await post('/v1/jobs', sleepJob());
    const answer = await post('/v1/job/sleep/periodic/force');
    expect([answer.statusCode, answer.body]).toEqual([400, "can't force launch non-periodic job"]);
    expect((await post('/v1/job/nope/periodic/force')).body).toBe('job not found');
  });
});
