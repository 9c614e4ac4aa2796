import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addRawExecNode, sleepJob } from '../testing/sleep.ts';
import { LiveCluster } from '../testing/live-cluster.ts';
import { NOW_MS, testId } from '../testing/test-api.ts';

const FIRST = testId('b', 1);
const SECOND = testId('b', 2);

let cluster: LiveCluster;
beforeEach(async () => {
  cluster = await LiveCluster.open(FIRST);
});
afterEach(() => cluster.close());

const post = (url: string, payload: object = {}) => cluster.post(url, payload);
const read = (url: string) => cluster.read(url);
const nodeIdsOf = async (jobId: string) => {
  const allocs = await read(`/v1/job/${jobId}/allocations`);
  return allocs
    .filter(({ DesiredStatus }: { DesiredStatus: string }) => DesiredStatus === 'run')
    .map(({ NodeID }: { NodeID: string }) => NodeID);
};

describe('drain', () => {
  test('what runs on the node moves, and the drain ends', async () => {
    await post('/v1/jobs', sleepJob());
    await addRawExecNode(cluster.api, SECOND);
    expect(await nodeIdsOf('sleep')).toEqual([FIRST]);
    const answer = await post(`/v1/node/${FIRST}/drain`, { DrainSpec: { Deadline: 60e9 } });
    const { Index } = answer.json();
    expect(answer.json()).toEqual({
      NodeModifyIndex: Index,
      EvalIDs: null,
      EvalCreateIndex: 0,
      Index,
    });
    expect(await nodeIdsOf('sleep')).toEqual([SECOND]);
    expect(await read(`/v1/node/${FIRST}`)).toMatchObject({
      Drain: false,
      DrainStrategy: null,
      SchedulingEligibility: 'ineligible',
    });
  });

  test.each([
    {
      title: 'with a deadline',
      spec: { Deadline: 10e9, IgnoreSystemJobs: true },
      shown: { Deadline: 10e9, IgnoreSystemJobs: true, ForceDeadline: '2026-11-22T18:00:10Z' },
    },
    {
      title: 'without one',
      spec: { Deadline: 0 },
      shown: { Deadline: 0, IgnoreSystemJobs: false, ForceDeadline: '0001-01-01T00:00:00Z' },
    },
  ])('$title it waits until what runs there can go', async ({ spec, shown }) => {
    await post('/v1/jobs', sleepJob({ Type: 'batch' }));
    await post(`/v1/node/${FIRST}/drain`, { DrainSpec: spec });
    expect(await read(`/v1/node/${FIRST}`)).toMatchObject({
      Drain: true,
      DrainStrategy: { ...shown, StartedAt: new Date(NOW_MS).toISOString().replace('.000', '') },
      SchedulingEligibility: 'ineligible',
    });
  });

  test('by force it waits for nothing', async () => {
    await post('/v1/jobs', sleepJob({ Type: 'batch' }));
    await post(`/v1/node/${FIRST}/drain`, { DrainSpec: { Deadline: -1 } });
    expect(await nodeIdsOf('sleep')).toEqual([]);
    expect(await read(`/v1/node/${FIRST}`)).toMatchObject({ Drain: false });
  });

  test.each([
    { MarkEligible: true, eligibility: 'eligible' },
    { MarkEligible: false, eligibility: 'ineligible' },
  ])('ended with MarkEligible $MarkEligible', async ({ MarkEligible, eligibility }) => {
    await post('/v1/jobs', sleepJob({ Type: 'batch' }));
    await post(`/v1/node/${FIRST}/drain`, { DrainSpec: { Deadline: 60e9 } });
    await post(`/v1/node/${FIRST}/drain`, { DrainSpec: null, MarkEligible });
    expect(await read(`/v1/node/${FIRST}`)).toMatchObject({
      Drain: false,
      SchedulingEligibility: eligibility,
    });
  });
});

describe('eligibility', () => {
  test('an ineligible node gets nothing; once it is eligible, what waited is placed', async () => {
    const answer = await post(`/v1/node/${FIRST}/eligibility`, { Eligibility: 'ineligible' });
    expect(answer.json()).toMatchObject({ NodeModifyIndex: 0, EvalIDs: null });
    await post('/v1/jobs', sleepJob());
    expect(await nodeIdsOf('sleep')).toEqual([]);
    await post(`/v1/node/${FIRST}/eligibility`, { Eligibility: 'eligible' });
    expect(await nodeIdsOf('sleep')).toEqual([FIRST]);
  });

  test('what is so already is written nowhere', async () => {
    const before = await cluster.api.store.log.lastSeq();
    const answer = await post(`/v1/node/${FIRST}/eligibility`, { Eligibility: 'eligible' });
    expect([answer.statusCode, await cluster.api.store.log.lastSeq()]).toEqual([200, before]);
  });

  test('a node that drains cannot be made eligible', async () => {
    await post('/v1/jobs', sleepJob({ Type: 'batch' }));
    await post(`/v1/node/${FIRST}/drain`, { DrainSpec: { Deadline: 60e9 } });
    const answer = await post(`/v1/node/${FIRST}/eligibility`, { Eligibility: 'eligible' });
    expect([answer.statusCode, answer.body]).toEqual([
      400,
      "can not set node's scheduling eligibility to eligible while it is draining",
    ]);
  });
});

test('the jobs of a node are evaluated again on request', async () => {
  await post('/v1/jobs', sleepJob());
  const { EvalIDs } = (await post(`/v1/node/${FIRST}/evaluate`)).json();
  expect(EvalIDs).toHaveLength(1);
  expect(await read(`/v1/evaluation/${EvalIDs[0]}`)).toMatchObject({
    JobID: 'sleep',
    TriggeredBy: 'node-update',
    NodeID: FIRST,
    Status: 'complete',
  });
});

test('what ran on a purged node is placed elsewhere', async () => {
  await post('/v1/jobs', sleepJob());
  await addRawExecNode(cluster.api, SECOND);
  await post(`/v1/node/${FIRST}/purge`);
  expect(await nodeIdsOf('sleep')).toEqual([SECOND]);
  const gone = await cluster.api.app.inject({ method: 'GET', url: `/v1/node/${FIRST}` });
  expect(gone.statusCode).toBe(404);
});

test.each([
  { action: 'drain', body: { DrainSpec: { Deadline: 1 } } },
  { action: 'eligibility', body: { Eligibility: 'eligible' } },
  { action: 'evaluate', body: {} },
  { action: 'purge', body: {} },
])('$action of an unknown node', async ({ action, body }) => {
  const answer = await post(`/v1/node/${testId('f', 1)}/${action}`, body);
  expect([answer.statusCode, answer.body]).toEqual([404, 'node not found']);
  const short = await post(`/v1/node/nope/${action}`, body);
  expect(short.statusCode).toBe(400);
});

test.each([
  { body: { Eligibility: 'maybe' }, says: 'invalid scheduling eligibility "maybe"' },
  { body: {}, says: 'invalid scheduling eligibility ""' },
])('$says', async ({ body, says }) => {
  const answer = await post(`/v1/node/${FIRST}/eligibility`, body);
  expect([answer.statusCode, answer.body]).toEqual([400, says]);
});
