import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addNode, NODE_ID, place, running } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';
import { subjects } from '@steppe/domain';

const ALLOC_ID = testId('a', 1);

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  await addNode(api);
  await register('hello');
  await register('world');
});
afterEach(() => api.close());

const register = (ID: string) =>
  api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob({ ID, Name: ID }) });
const get = (query: string) => api.app.inject({ url: `/v1/jobs/statuses${query}` });
const idsOf = (jobs: { ID: string }[]) => jobs.map(({ ID }) => ID);

test('a job comes with its allocations, in short', async () => {
  await place(api, 'hello', ALLOC_ID);
  await api.append(subjects.client(NODE_ID), running(ALLOC_ID, 'server'));
  const [, hello] = (await get('')).json();
  expect(hello).toMatchObject({
    ID: 'hello',
    Status: 'running',
    GroupCountSum: 1,
    ChildStatuses: null,
    LatestDeployment: null,
    IsPack: false,
    Allocs: [
      {
        ID: ALLOC_ID,
        ClientStatus: 'running',
        NodeID: NODE_ID,
        DeploymentStatus: { Canary: false, Healthy: null },
        HasPausedTask: false,
      },
    ],
  });
});

test('the job that changed last comes first, page by page', async () => {
  const first = await get('?per_page=1');
  const token = String(first.headers['x-nomad-nexttoken']);
  expect([idsOf(first.json()), token]).toEqual([['world'], '2']);
  const second = await get(`?per_page=1&next_token=${token}`);
  expect([idsOf(second.json()), second.headers['x-nomad-nexttoken']]).toEqual([
    ['hello'],
    undefined,
  ]);
  expect(idsOf((await get('?reverse=true')).json())).toEqual(['hello', 'world']);
});

const ask = async (payload: object | string) =>
  idsOf((await api.app.inject({ method: 'POST', url: '/v1/jobs/statuses', payload })).json());

test('a body names the jobs that are wanted', async () => {
  expect(await ask({ Jobs: [{ ID: 'hello', Namespace: 'default' }, { ID: 'nope' }] })).toEqual([
    'hello',
  ]);
  expect(await ask('')).toEqual(['world', 'hello']);
});
