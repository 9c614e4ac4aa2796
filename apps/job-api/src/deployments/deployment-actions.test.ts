import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LiveCluster } from '../testing/live-cluster.ts';
import { sleepJob } from '../testing/sleep.ts';
import { testId } from '../testing/test-api.ts';

let cluster: LiveCluster;
beforeEach(async () => {
  cluster = await LiveCluster.open();
});
afterEach(() => cluster.close());

const post = (url: string, payload: object = {}) => cluster.post(url, payload);
const read = (url: string) => cluster.read(url);
const latest = () => read('/v1/job/sleep/deployment');
const versionsRunning = async (): Promise<number[]> => {
  const allocs = await read('/v1/job/sleep/allocations');
  return allocs
    .filter(({ DesiredStatus }: { DesiredStatus: string }) => DesiredStatus === 'run')
    .map(({ JobVersion }: { JobVersion: number }) => JobVersion)
    .toSorted();
};

const update = { MinHealthyTime: 0, MaxParallel: 1 };
const version = (priority: number, changes: object = {}) =>
  sleepJob(
    { Update: { ...update, ...changes } },
    {
      Count: 2,
      Tasks: [
        {
          Name: 'main',
          Driver: 'raw_exec',
          Config: { command: '/bin/sleep', args: [String(priority)] },
          Resources: { CPU: 100, MemoryMB: 64 },
        },
      ],
    },
  );

/** Two allocations run, and a canary of the next version beside them. */
async function deployCanary(changes: object = {}): Promise<string> {
  await post('/v1/jobs', version(1));
  await post('/v1/jobs', version(2, { Canary: 1, ...changes }));
  expect(await versionsRunning()).toEqual([0, 0, 1]);
  return (await latest()).ID;
}

test('after a promotion the new version takes over', async () => {
  const id = await deployCanary();
  expect(await latest()).toMatchObject({
    StatusDescription: 'Deployment is running but requires manual promotion',
  });
  const answer = await post(`/v1/deployment/promote/${id}`, { All: true });
  const { EvalID, Index } = answer.json();
  expect(answer.json()).toMatchObject({
    EvalCreateIndex: Index,
    DeploymentModifyIndex: Index,
    RevertedJobVersion: null,
  });
  expect(await read(`/v1/evaluation/${EvalID}`)).toMatchObject({
    TriggeredBy: 'deployment-watcher',
    DeploymentID: id,
    Status: 'complete',
  });
  expect(await versionsRunning()).toEqual([1, 1]);
  expect(await latest()).toMatchObject({ ID: id, Status: 'successful' });
});

test('one that is failed by hand takes its canary away', async () => {
  const id = await deployCanary();
  await post(`/v1/deployment/fail/${id}`);
  expect(await versionsRunning()).toEqual([0, 0]);
  expect(await read(`/v1/deployment/${id}`)).toMatchObject({
    Status: 'failed',
    StatusDescription: 'Deployment marked as failed',
  });
});

test('with auto-revert the job goes back to its stable version', async () => {
  const id = await deployCanary({ AutoRevert: true });
  const answer = await post(`/v1/deployment/fail/${id}`);
  expect(answer.json()).toMatchObject({ RevertedJobVersion: 0 });
  expect(await read(`/v1/deployment/${id}`)).toMatchObject({
    StatusDescription: 'Deployment marked as failed - rolling back to job version 0',
  });
  expect(await read('/v1/job/sleep')).toMatchObject({ Version: 2 });
});

test('a pause holds a deployment, and it goes on afterwards', async () => {
  const id = await deployCanary();
  const paused = await post(`/v1/deployment/pause/${id}`, { Pause: true });
  expect(paused.json()).toMatchObject({ EvalID: '', EvalCreateIndex: 0 });
  expect(await latest()).toMatchObject({
    Status: 'paused',
    StatusDescription: 'Deployment is paused',
  });
  await post(`/v1/deployment/pause/${id}`, { Pause: false });
  expect(await latest()).toMatchObject({ Status: 'running' });
});

test('a person says that a canary is not healthy', async () => {
  const id = await deployCanary({ HealthCheck: 'manual' });
  const allocs = await read(`/v1/deployment/allocations/${id}`);
  const answer = await post(`/v1/deployment/allocation-health/${id}`, {
    DeploymentID: id,
    UnhealthyAllocationIDs: [allocs[0].ID],
  });
  expect(answer.json()).toMatchObject({ EvalID: expect.stringMatching(/^e/) });
  expect((await read(`/v1/allocation/${allocs[0].ID}`)).DeploymentStatus).toMatchObject({
    Healthy: false,
    Canary: true,
  });
  const { TaskGroups } = await read(`/v1/deployment/${id}`);
  expect(Object.values(TaskGroups)).toMatchObject([{ UnhealthyAllocs: 1 }]);
});

test.each([
  { body: {}, says: 'DeploymentID must be specified' },
  { body: { DeploymentID: testId('d', 1) }, says: 'at least one healthy/unhealthy allocation' },
  { body: { DeploymentID: testId('d', 2) }, says: 'Deployment ID does not match' },
])('health that nobody can set: $says', async ({ body, says }) => {
  const answer = await post(`/v1/deployment/allocation-health/${testId('d', 1)}`, body);
  expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(says)]);
});

describe('what cannot be', () => {
  test.each([
    { action: 'promote', body: { All: true }, verb: 'promote' },
    { action: 'fail', body: {}, verb: 'fail' },
    { action: 'pause', body: { Pause: true }, verb: 'pause' },
    { action: 'pause', body: { Pause: false }, verb: 'resume' },
  ])("can't $verb one that has ended", async ({ action, body, verb }) => {
    await post('/v1/jobs', version(1));
    const { ID } = await latest();
    const answer = await post(`/v1/deployment/${action}/${ID}`, body);
    expect([answer.statusCode, answer.body]).toEqual([400, `can't ${verb} terminal deployment`]);
    const unknown = await post(`/v1/deployment/${action}/${testId('f', 1)}`, body);
    expect([unknown.statusCode, unknown.body]).toEqual([404, 'deployment not found']);
  });

  test('groups without canaries', async () => {
    const id = await deployCanary();
    const answer = await post(`/v1/deployment/promote/${id}`, { Groups: ['other'] });
    expect([answer.statusCode, answer.body]).toEqual([400, 'no canaries to promote']);
  });
});
