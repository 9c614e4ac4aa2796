import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { canonicalJson } from '@steppe/domain';
import { LiveCluster } from '../../testing/live-cluster.ts';
import { sleepJob } from '../../testing/sleep.ts';

let cluster: LiveCluster;
beforeEach(async () => {
  cluster = await LiveCluster.open();
});
afterEach(() => cluster.close());

const post = (url: string, payload: object = {}) => cluster.post(url, payload);
const plan = async (job: { Job: unknown }, Diff = true) =>
  (await post('/v1/job/sleep/plan', { ...job, Diff })).json();
/** All that a plan might have changed by mistake. */
const fingerprint = () => {
  const { jobs, evals, jobVersions, index, seq } = cluster.api.projection.state;
  const evalsByJob = [...index.evalsByJob].map(([key, ids]) => [key, ...ids]);
  return canonicalJson([[...jobs], [...evals], [...jobVersions.keys()], evalsByJob, seq]);
};
const register = () => post('/v1/jobs', sleepJob());

const task = (changes: object) => ({
  Tasks: [
    {
      Name: 'main',
      Driver: 'raw_exec',
      Config: { command: '/bin/sleep', args: ['60'] },
      Resources: { CPU: 100, MemoryMB: 64 },
      ...changes,
    },
  ],
});

test('a new job would be created', async () => {
  expect(await plan(sleepJob())).toMatchObject({
    Annotations: { DesiredTGUpdates: { app: { Place: 1, Ignore: 0 } } },
    FailedTGAllocs: null,
    JobModifyIndex: 0,
    Diff: {
      Type: 'Added',
      TaskGroups: [
        {
          Type: 'Added',
          Name: 'app',
          Updates: { create: 1 },
          Tasks: [{ Type: 'Added', Name: 'main', Annotations: ['forces create'] }],
        },
      ],
    },
  });
  const missing = await cluster.api.app.inject({ method: 'GET', url: '/v1/job/sleep' });
  expect(missing.statusCode).toBe(404);
});

test('the same job again changes nothing, and a plan leaves no trace', async () => {
  await register();
  const before = [fingerprint(), await cluster.api.store.log.lastSeq()];
  const planned = await plan(sleepJob());
  expect(planned).toMatchObject({
    Annotations: { DesiredTGUpdates: { app: { Ignore: 1, Place: 0 } } },
    JobModifyIndex: 2,
  });
  expect(planned.Diff).toEqual({
    Type: 'None',
    ID: 'sleep',
    Fields: null,
    Objects: null,
    TaskGroups: [
      {
        Type: 'None',
        Name: 'app',
        Fields: null,
        Objects: null,
        Tasks: [{ Type: 'None', Name: 'main', Fields: null, Objects: null, Annotations: null }],
        Updates: { ignore: 1 },
      },
    ],
  });
  expect([fingerprint(), await cluster.api.store.log.lastSeq()]).toEqual(before);
});

describe('differences', () => {
  test('a task with other resources and environment is replaced', async () => {
    await register();
    const changed = task({ Env: { RELEASE: '2' }, Resources: { CPU: 100, MemoryMB: 96 } });
    const { Diff } = await plan(sleepJob({}, changed));
    const [group] = Diff.TaskGroups;
    expect(group.Updates).toEqual({ 'create/destroy update': 1 });
    expect(group.Tasks).toEqual([
      {
        Type: 'Edited',
        Name: 'main',
        Fields: [{ Type: 'Added', Name: 'Env[RELEASE]', Old: '', New: '2', Annotations: null }],
        Objects: [
          expect.objectContaining({
            Type: 'Edited',
            Name: 'Resources',
            Fields: [
              { Type: 'None', Name: 'CPU', Old: '100', New: '100', Annotations: null },
              { Type: 'None', Name: 'Cores', Old: '0', New: '0', Annotations: null },
              { Type: 'None', Name: 'DiskMB', Old: '0', New: '0', Annotations: null },
              { Type: 'None', Name: 'IOPS', Old: '0', New: '0', Annotations: null },
              { Type: 'Edited', Name: 'MemoryMB', Old: '64', New: '96', Annotations: null },
              { Type: 'None', Name: 'MemoryMaxMB', Old: '0', New: '0', Annotations: null },
              { Type: 'None', Name: 'SecretsMB', Old: '0', New: '0', Annotations: null },
            ],
          }),
        ],
        Annotations: ['forces create/destroy update'],
      },
    ]);
  });

  test("a driver's options are a block, the unchanged ones shown beside the others", async () => {
    await register();
    const changed = task({ Config: { command: '/bin/sleep', args: ['90'] } });
    const { Diff } = await plan(sleepJob({}, changed));
    expect(Diff.TaskGroups[0].Tasks[0].Objects).toEqual([
      {
        Type: 'Edited',
        Name: 'Config',
        Fields: [
          { Type: 'Edited', Name: 'args[0]', Old: '60', New: '90', Annotations: null },
          {
            Type: 'None',
            Name: 'command',
            Old: '/bin/sleep',
            New: '/bin/sleep',
            Annotations: null,
          },
        ],
        Objects: null,
      },
    ]);
  });

  test('a count says what it forces', async () => {
    await register();
    const { Diff } = await plan(sleepJob({}, { Count: 3 }));
    expect(Diff).toMatchObject({
      Type: 'Edited',
      TaskGroups: [
        {
          Fields: [
            { Type: 'Edited', Name: 'Count', Old: '1', New: '3', Annotations: ['forces create'] },
          ],
          Tasks: [{ Type: 'None' }],
          Updates: { create: 2, 'in-place update': 1 },
        },
      ],
    });
  });

  test('none when they were not asked for', async () => {
    await register();
    expect((await plan(sleepJob({ Priority: 70 }), false)).Diff).toBeNull();
  });
});

test('who would be evicted for room is named, and stays', async () => {
  const all = { CPU: 3_000, MemoryMB: 64 };
  await post(
    '/v1/jobs',
    sleepJob({ ID: 'low', Name: 'low', Priority: 20 }, task({ Resources: all })),
  );
  await post('/v1/operator/scheduler/configuration', {
    PreemptionConfig: { ServiceSchedulerEnabled: true },
  });
  const wanted = sleepJob({ Priority: 70 }, task({ Resources: all }));
  expect(await plan(wanted)).toMatchObject({
    Annotations: {
      DesiredTGUpdates: { app: { Place: 1, Preemptions: 1 } },
      PreemptedAllocs: [{ JobID: 'low', TaskGroup: 'app', DesiredStatus: 'run' }],
    },
    FailedTGAllocs: null,
  });
  expect((await plan(sleepJob())).Annotations.PreemptedAllocs).toBeNull();
});

test('what could not be placed says why', async () => {
  const huge = task({ Resources: { CPU: 100_000, MemoryMB: 64 } });
  expect(await plan(sleepJob({}, huge))).toMatchObject({
    FailedTGAllocs: { app: { NodesExhausted: 1, DimensionExhausted: { cpu: 1 } } },
    CreatedEvals: [
      {
        JobID: 'sleep',
        TriggeredBy: 'queued-allocs',
        Status: 'blocked',
        FailedTGAllocs: { app: { DimensionExhausted: { cpu: 1 } } },
      },
    ],
  });
  expect((await plan(sleepJob())).CreatedEvals).toBeNull();
});

test('a periodic job says when it would be launched', async () => {
  const Periodic = { Spec: '0 3 * * *', SpecType: 'cron' };
  const { NextPeriodicLaunch } = await plan(sleepJob({ Type: 'batch', Periodic }));
  expect(NextPeriodicLaunch).toBe('2026-11-23T03:00:00Z');
});

test('another job than the path names is refused', async () => {
  const answer = await post('/v1/job/other/plan', sleepJob());
  expect([answer.statusCode, answer.body]).toEqual([400, 'Job ID does not match']);
});
