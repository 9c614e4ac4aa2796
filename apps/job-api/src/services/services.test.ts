import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addNode, NODE_ID, place, running } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';

const ALLOC_ID = testId('a', 1);

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  await addNode(api);
  await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob() });
  await place(api, 'hello', ALLOC_ID);
  await api.append(`client.${NODE_ID}`, running(ALLOC_ID, 'server'));
  await register('s1', { name: 'web', tags: ['v1', 'a'], port: 80 });
  await register('s2', { name: 'web', tags: ['v1'], port: 81 });
  await register('s3', { name: 'db', tags: [], port: 82 });
});
afterEach(() => api.close());

const register = (id: string, changes: { name: string; tags: string[]; port: number }) =>
  api.append(`client.${NODE_ID}`, {
    type: 'ServiceRegistered',
    v: 1,
    instance: {
      id,
      namespace: 'default',
      nodeId: NODE_ID,
      datacenter: 'dc1',
      jobId: 'hello',
      allocId: ALLOC_ID,
      address: '10.0.0.1',
      ...changes,
    },
  });
const get = async (url: string) => (await api.app.inject(url)).json();
const portsOf = async (url: string) => (await get(url)).map((each: { Port: number }) => each.Port);

const chosen = async (key: number) => (await portsOf(`/v1/service/web?choose=1|k${key}`))[0];
const remove = () => api.app.inject({ method: 'DELETE', url: '/v1/service/web/s1' });

test('services are listed by namespace, with the tags of all instances', async () => {
  expect(await get('/v1/services')).toEqual([
    {
      Namespace: 'default',
      Services: [
        { ServiceName: 'db', Tags: [] },
        { ServiceName: 'web', Tags: ['a', 'v1'] },
      ],
    },
  ]);
  expect(await get('/v1/services?namespace=other')).toEqual([]);
});

test('an instance has the fields of Nomad', async () => {
  const [instance] = await get('/v1/service/db');
  expect(instance).toEqual({
    ID: 's3',
    ServiceName: 'db',
    Namespace: 'default',
    NodeID: NODE_ID,
    Datacenter: 'dc1',
    JobID: 'hello',
    AllocID: ALLOC_ID,
    Tags: [],
    Address: '10.0.0.1',
    Port: 82,
    CreateIndex: 7,
    ModifyIndex: 7,
  });
});

test.each([
  { url: '/v1/service/web', ports: [80, 81] },
  { url: '/v1/service/nope', ports: [] },
  { url: '/v1/service/web?per_page=1', ports: [80] },
  { url: '/v1/service/web?filter=Port%20%3D%3D%2081', ports: [81] },
  { url: '/v1/job/hello/services', ports: [80, 81, 82] },
  { url: `/v1/allocation/${ALLOC_ID}/services`, ports: [80, 81, 82] },
])('$url lists $ports', async ({ url, ports }) => {
  expect(await portsOf(url)).toEqual(ports);
});

test('a choice is the same for the same key, and spreads over keys', async () => {
  const keys = Array.from({ length: 20 }, (_, at) => at);
  const first = await Promise.all(keys.map(chosen));
  expect(await Promise.all(keys.map(chosen))).toEqual(first);
  expect(new Set(first)).toEqual(new Set([80, 81]));
});

test.each(['0|k', 'x|k', '1', '1|a|b'])('?choose=%s is refused', async (choose) => {
  const answer = await api.app.inject(`/v1/service/web?choose=${encodeURIComponent(choose)}`);
  expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining('choose is')]);
});

test('an instance can be deleted, once', async () => {
  expect((await remove()).statusCode).toBe(200);
  expect(await portsOf('/v1/service/web')).toEqual([81]);
  expect((await remove()).statusCode).toBe(404);
});
