import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LiveCluster } from '../testing/live-cluster.ts';
import { addRawExecNode, sleepJob } from '../testing/sleep.ts';
import { testId } from '../testing/test-api.ts';

const [FIRST, SECOND] = [testId('b', 1), testId('b', 2)];

let cluster: LiveCluster;
beforeEach(async () => {
  cluster = await LiveCluster.open(FIRST);
  await addRawExecNode(cluster.api, SECOND);
});
afterEach(() => cluster.close());

const read = async (url: string) => cluster.api.app.inject({ method: 'GET', url });
const run = async (job: object): Promise<string> =>
  (await cluster.post('/v1/jobs', job)).json().EvalID;
const allocsOf = async (job: string) => (await read(`/v1/job/${job}/allocations`)).json();

test('the explanation chooses what the log has, and later changes do not change it', async () => {
  const evalId = await run(sleepJob({}, { Count: 2 }));
  const explain = async () => (await read(`/v1/evaluation/${evalId}/explain`)).json();
  const before = await explain();
  const placed = await allocsOf('sleep');
  const [decision] = before.Decisions;
  expect(
    decision.Placements.map(({ AllocID, NodeID }: Record<string, string>) => [AllocID, NodeID]),
  ).toEqual(
    expect.arrayContaining(placed.map(({ ID, NodeID }: Record<string, string>) => [ID, NodeID])),
  );
  expect(decision.Allocations).toMatchObject([
    { Action: 'place', Why: 'the group wants 2', Rejected: false },
    { Action: 'place', Rejected: false },
  ]);
  await run(sleepJob({ ID: 'other' }, { Count: 5 }));
  expect(await explain()).toEqual(before);
});

test('an allocation shows how the nodes compared when it was placed', async () => {
  await run(sleepJob());
  const [{ ID, NodeID }] = await allocsOf('sleep');
  const { Metrics } = (await read(`/v1/allocation/${ID}`)).json();
  expect(Metrics).toMatchObject({ NodesEvaluated: 2, NodesInPool: 2, NodesAvailable: { dc1: 2 } });
  expect(Metrics.ScoreMetaData).toContainEqual(expect.objectContaining({ NodeID }));
  expect(Object.keys(Metrics.ScoreMetaData[0].Scores).toSorted()).toEqual([
    'binpack',
    'job-anti-affinity',
    'node-affinity',
    'node-reschedule-penalty',
  ]);
});

test('one placement alone is explained with the score of every node', async () => {
  const evalId = await run(sleepJob({}, { Count: 3 }));
  const [, second] = await allocsOf('sleep');
  const url = `/v1/evaluation/${evalId}/explain?alloc=${second.ID}`;
  const [decision] = (await read(url)).json().Decisions;
  expect(decision.Placements).toMatchObject([
    { AllocID: second.ID, Nodes: [{ Chosen: true, NodeID: second.NodeID }, { Chosen: false }] },
  ]);
});

test('what waits for room says what there was', async () => {
  const evalId = await run(sleepJob({}, { Count: 1_000 }));
  const explanation = (await read(`/v1/evaluation/${evalId}/explain`)).json();
  const [decision] = explanation.Decisions;
  const failed = decision.Placements.find(({ AllocID }: { AllocID: string }) => AllocID === '');
  expect(decision.QueuedAllocations.app).toBeGreaterThan(0);
  expect(failed.Metrics.NodesExhausted).toBe(2);
  const blocked = await read(`/v1/evaluation/${explanation.BlockedEval}/explain`);
  expect(blocked.json()).toMatchObject({ PreviousEval: evalId, Decisions: [] });
});

test.each([
  { url: `/v1/evaluation/${testId('f', 9)}/explain`, status: 404, text: 'eval not found' },
  { url: '/v1/evaluation/nonsense/explain', status: 400, text: 'failed to lookup eval' },
])('$url is answered with $status', async ({ url, status, text }) => {
  const answer = await read(url);
  expect([answer.statusCode, answer.body.startsWith(text)]).toEqual([status, true]);
});
