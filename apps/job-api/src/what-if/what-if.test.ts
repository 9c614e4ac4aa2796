import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WhatIfResponse } from '@steppe/api-contract';
import { LiveCluster } from '../testing/live-cluster.ts';
import { addRawExecNode, sleepJob } from '../testing/sleep.ts';
import { testId } from '../testing/test-api.ts';

const [FIRST, SECOND] = [testId('b', 1), testId('b', 2)];
const URL = '/v1/operator/steppe/what-if';

let cluster: LiveCluster;
beforeEach(async () => {
  cluster = await LiveCluster.open(FIRST);
});
afterEach(() => cluster.close());

const ask = (payload: object | string, query = '') => cluster.post(`${URL}${query}`, payload);
const whatIf = async (payload: object, query?: string) =>
  WhatIfResponse.parse((await ask(payload, query)).json());
const seq = () => cluster.api.projection.state.seq;

/** What would be done, e.g. `stop sleep.app[0]: alloc not needed`. */
function actionsOf({ Evaluations }: WhatIfResponse): string[] {
  return Evaluations.flatMap(({ Allocations }) =>
    Allocations.map(({ Action, Name, Why }) => `${Action} ${Name}: ${Why}`),
  );
}

/** Which allocation would be, or is, on which node. */
const placesOf = ({ Evaluations }: WhatIfResponse) =>
  Evaluations.flatMap(({ Allocations }) => Allocations)
    .filter(({ Action }) => Action === 'place')
    .map(({ Name, NodeID }) => `${Name} on ${NodeID}`);
async function running(): Promise<string[]> {
  const allocs: Record<string, string>[] = await cluster.read('/v1/allocations');
  return allocs
    .filter(({ DesiredStatus }) => DesiredStatus === 'run')
    .map(({ Name, NodeID }) => `${Name} on ${NodeID}`);
}

describe('a drain', () => {
  test('is foreseen as it then happens, and nothing happens before', async () => {
    await cluster.post('/v1/jobs', sleepJob({}, { Count: 3 }));
    await addRawExecNode(cluster.api, SECOND);
    const before = seq();
    const foreseen = await whatIf({ Drain: [FIRST] });
    expect(seq()).toBe(before);
    expect(foreseen).toMatchObject({ Index: before, Truncated: false });
    expect(foreseen.Nodes).toMatchObject([
      { NodeID: FIRST, Draining: false, Before: { Allocations: 3 }, After: { Allocations: 0 } },
      { NodeID: SECOND, Before: { CpuShares: 0 }, After: { Allocations: 3, CpuShares: 300 } },
    ]);
    await cluster.post(`/v1/node/${FIRST}/drain`, { DrainSpec: { Deadline: 0 } });
    expect(placesOf(foreseen).toSorted()).toEqual((await running()).toSorted());
  });

  test('empties a node though there is no room elsewhere, which is said', async () => {
    await cluster.post('/v1/jobs', sleepJob());
    const { Nodes, Evaluations } = await whatIf({ Drain: [FIRST] });
    expect(Nodes).toMatchObject([{ Draining: false, After: { Allocations: 0 } }]);
    expect(Evaluations).toMatchObject([{ FailedTGAllocs: { app: { NodesEvaluated: 0 } } }]);
  });
});

test('a node is lost: what ran there is placed elsewhere', async () => {
  await cluster.post('/v1/jobs', sleepJob());
  await addRawExecNode(cluster.api, SECOND);
  const foreseen = await whatIf({ Lose: [FIRST] });
  expect(actionsOf(foreseen)).toEqual([
    expect.stringMatching(/^stop sleep\.app\[0\]: alloc is lost since its node is down/),
    expect.stringMatching(/^place sleep\.app\[0\]: replaces /),
  ]);
  expect(foreseen.Nodes[0]).toMatchObject({ Status: 'down', After: { Allocations: 0 } });
});

test('a job is registered while another one is stopped: it finds its room there', async () => {
  const { Job } = sleepJob({}, { Count: 39 });
  await cluster.post('/v1/jobs', { Job });
  const other = { ...Job, ID: 'other', Name: 'other' };
  const alone = await whatIf({ Run: [other] });
  expect(alone.Evaluations[0]?.FailedTGAllocs).toMatchObject({ app: { CoalescedFailures: 37 } });
  const both = await whatIf({ Run: [other], Stop: ['sleep'] });
  expect(both.Evaluations.at(-1)).toMatchObject({ JobID: 'other', FailedTGAllocs: null });
});

test('what would have happened earlier', async () => {
  await cluster.post('/v1/jobs', sleepJob());
  const at = seq();
  await cluster.post('/v1/jobs', sleepJob({ ID: 'late' }));
  const foreseen = await whatIf({ Lose: [FIRST] }, `?at=${at}`);
  expect(foreseen.Evaluations.map(({ JobID }) => JobID)).toEqual(['sleep']);
});

test.each([
  { title: 'nothing', payload: {}, status: 400, text: 'give what happens' },
  { title: 'no such node', payload: { Lose: [SECOND] }, status: 404, text: 'not found' },
  { title: 'no such job', payload: { Stop: ['none'] }, status: 404, text: 'job "none" not found' },
  { title: 'a job that is wrong', payload: { Run: [{ ID: 'x' }] }, status: 400, text: 'Missing' },
])('$title is refused', async ({ payload, status, text }) => {
  const answer = await ask(payload);
  expect([answer.statusCode, answer.body]).toEqual([status, expect.stringContaining(text)]);
});
