import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GarbageCollected, subjects } from '@steppe/domain';
import { openControlledApi } from '../testing/acl.ts';
import { addNode, NODE_ID, place } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { LiveCluster } from '../testing/live-cluster.ts';
import { addRawExecNode, sleepJob } from '../testing/sleep.ts';
import { NOW_MS, testId } from '../testing/test-api.ts';
import { PAST_ROUTES } from './past-routes.ts';

const [FIRST, SECOND] = [testId('b', 1), testId('b', 2)];

let cluster: LiveCluster;
beforeEach(async () => {
  cluster = await LiveCluster.open(FIRST);
});
afterEach(() => cluster.close());

const get = async (url: string) => cluster.api.app.inject({ method: 'GET', url });
const nodesAt = (ms: number) => get(`/v1/nodes?at=${new Date(ms).toISOString()}`);

/** A URL for each route that goes back in time; `*` is what its path names. */
async function urls(): Promise<string[]> {
  const [alloc] = await cluster.read('/v1/allocations');
  const [evaluation] = await cluster.read('/v1/evaluations');
  const [deployment] = await cluster.read('/v1/deployments');
  const [policy] = await cluster.read('/v1/scaling/policies');
  const names: Readonly<Record<string, string>> = {
    job: 'sleep',
    allocation: alloc.ID,
    evaluation: evaluation.ID,
    deployment: deployment.ID,
    allocations: deployment.ID,
    node: FIRST,
    pool: 'default',
    namespace: 'default',
    service: 'none',
    policy: policy.ID,
  };
  const reads = [...PAST_ROUTES].filter((route) => route.startsWith('GET '));
  return reads.map((route) => {
    const path = route.replace('GET ', '');
    const url = path.replace(/(\w+)\/\*/, (_, kind: string) => `${kind}/${names[kind] ?? '?'}`);
    return `${url}?${QUERIES[url.split('/').at(-1) ?? ''] ?? ''}`;
  });
}

/** What some routes must be told. */
const QUERIES: Readonly<Record<string, string>> = {
  submission: 'version=0&',
  history: 'job=sleep&',
};

test('each read answers of an earlier index what it answered then', async () => {
  await cluster.post('/v1/jobs', {
    ...sleepJob({}, { Count: 2, Update: {}, Scaling: { Min: 1, Max: 9, Enabled: true } }),
    Submission: { Source: 'job "sleep" {}', Format: 'hcl2' },
  });
  const at = cluster.api.projection.state.seq;
  const asked = await urls();
  const then = await Promise.all(asked.map(get));
  await addRawExecNode(cluster.api, SECOND);
  await cluster.post('/v1/jobs', sleepJob({}, { Count: 5, Update: {} }));
  await cluster.post(`/v1/node/${FIRST}/eligibility`, { Eligibility: 'ineligible' });
  const now = await Promise.all(asked.map((url) => get(`${url}at=${at}`)));
  expect(now.map(({ body }) => body)).toEqual(then.map(({ body }) => body));
  expect(now.map((answer) => answer.headers['x-nomad-index'])).toEqual(
    then.map((answer) => answer.headers['x-nomad-index']),
  );
});

test('a read of an earlier index waits for nothing', async () => {
  expect((await get('/v1/jobs?at=1&index=99&wait=5m')).json()).toEqual([]);
});

test('a time is the last entry up to it', async () => {
  const atMs = NOW_MS - 60_000;
  const commit = { v: 1, atMs, actor: 'test' } as const;
  const events = [{ type: 'GarbageCollectionRequested', v: 1 } as const];
  const { log } = cluster.api.store;
  await log.append({ subject: subjects.collection(), commit: { ...commit, events } });
  expect((await nodesAt(atMs - 1)).json()).toEqual([]);
  expect((await nodesAt(NOW_MS)).json()).toMatchObject([{ ID: FIRST }]);
});

const collected = (allocId: string): GarbageCollected => ({
  type: 'GarbageCollected',
  v: 1,
  allocIds: [allocId],
  evalIds: [],
  deploymentIds: [],
  jobVersionSeqs: [],
  jobKeys: [],
});

test('what is gone by now shows itself only to who may see its namespace', async () => {
  const api = await openControlledApi();
  const allocId = testId('a', 1);
  try {
    await addNode(api);
    await api.ask(api.management, 'PUT', '/v1/namespace', { Name: 'secret' });
    await api.ask(api.management, 'PUT', '/v1/jobs', helloJob({ Namespace: 'secret' }));
    await place(api, 'hello', allocId, 'secret');
    const url = `/v1/allocation/${allocId}?at=${api.projection.state.seq}`;
    const ended = { allocId, clientStatus: 'complete', clientDescription: '', tasks: {} } as const;
    const report = { type: 'AllocationStatusReported', v: 1, ...ended } as const;
    await api.append(subjects.client(NODE_ID), report);
    await api.append(subjects.collection(), collected(allocId));
    const token = await api.tokenFor('namespace "default" { policy = "write" }');
    const answers = [await api.ask(token, 'GET', url), await api.ask(api.management, 'GET', url)];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 200]);
  } finally {
    await api.close();
  }
});

describe('is refused', () => {
  test.each([
    { title: 'what is no time', url: '/v1/jobs?at=noon', text: 'not "noon"' },
    { title: 'what is to come', url: '/v1/jobs?at=999', text: 'index 999 is to come' },
    {
      title: 'where only the present can answer',
      url: `/v1/client/fs/ls/${testId('a', 1)}?at=1`,
      text: 'takes no "at"',
    },
  ])('$title', async ({ url, text }) => {
    const answer = await get(url);
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(text)]);
  });

  test('a write', async () => {
    const answer = await cluster.post('/v1/jobs?at=1', sleepJob());
    expect(answer.statusCode).toBe(400);
  });
});
