import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { clientNode, NODE_ID } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const get = (url: string) => api.app.inject({ method: 'GET', url });
const put = (url: string, payload: object | string) =>
  api.app.inject({ method: 'PUT', url, payload });
const remove = (url: string) => api.app.inject({ method: 'DELETE', url });
const names = async (url: string): Promise<string[]> =>
  (await get(url)).json().map(({ Name }: { Name: string }) => Name);

const ALL = {
  Name: 'all',
  Description: 'Node pool with all nodes in the cluster.',
  Meta: null,
  SchedulerConfiguration: null,
  NodeIdentityTTL: 86_400_000_000_000,
  Hash: null,
  CreateIndex: 1,
  ModifyIndex: 1,
};

test('two are built in', async () => {
  const list = await get('/v1/node/pools');
  expect([list.headers['x-nomad-index'], list.json()]).toEqual([
    '1',
    [ALL, { ...ALL, Name: 'default', Description: 'Default node pool.' }],
  ]);
});

test('one is made, read, paged and deleted, as recorded', async () => {
  await put('/v1/jobs', helloJob());
  const made = await put('/v1/node/pool/x2', { Name: 'x2', Description: 'y' });
  expect([made.statusCode, made.body]).toEqual([200, '']);
  expect((await get('/v1/node/pool/x2')).json()).toEqual({
    ...ALL,
    Name: 'x2',
    Description: 'y',
    Hash: '9k0JToNcZwRlgihjPvd+k4qiYmcQB87Nurl42+z7KPg=',
    CreateIndex: 2,
    ModifyIndex: 2,
  });
  expect(await names('/v1/node/pools?prefix=x')).toEqual(['x2']);
  expect(await names('/v1/node/pools?per_page=1&next_token=default')).toEqual(['default']);
  expect((await remove('/v1/node/pool/x2')).statusCode).toBe(200);
  expect((await get('/v1/node/pool/x2')).statusCode).toBe(404);
});

test('a duration may be a text, as the SDK of Go sends it', async () => {
  expect((await put('/v1/node/pools', { Name: 'x', NodeIdentityTTL: '36h0m0s' })).statusCode).toBe(
    200,
  );
  expect((await get('/v1/node/pool/x')).json()).toMatchObject({ NodeIdentityTTL: 129_600e9 });
});

test('a node makes the pool that it says it is in', async () => {
  const node = { ...clientNode(NODE_ID), nodePool: 'gpu' };
  await api.append(subjects.client(NODE_ID), { type: 'NodeRegistered', v: 1, node });
  expect(await names('/v1/node/pools')).toEqual(['all', 'default', 'gpu']);
  expect((await get('/v1/node/pool/gpu/nodes')).json()).toHaveLength(1);
  expect((await get('/v1/node/pool/all/nodes')).json()).toHaveLength(1);
  expect((await get('/v1/node/pool/default/nodes')).json()).toEqual([]);
  const inUse = await remove('/v1/node/pool/gpu');
  expect([inUse.statusCode, inUse.body]).toEqual([
    409,
    '1 error occurred:\n\t* node pool "gpu" has nodes in regions: [global]\n\n',
  ]);
});

test("a pool's jobs are listed, and keep it", async () => {
  await put('/v1/node/pools', {
    Name: 'prod',
    SchedulerConfiguration: { SchedulerAlgorithm: 'spread' },
  });
  expect((await put('/v1/jobs', helloJob({ NodePool: 'prod' }))).statusCode).toBe(200);
  expect((await get('/v1/node/pool/prod/jobs')).json()).toMatchObject([{ ID: 'hello' }]);
  expect((await remove('/v1/node/pool/prod')).statusCode).toBe(409);
  await remove('/v1/job/hello?purge=true');
  expect((await remove('/v1/node/pool/prod')).statusCode).toBe(200);
});

const BAD = 'must match regex ^[a-zA-Z0-9-_]{1,128}$';
test.each([
  [
    'PUT',
    '/v1/node/pools',
    '{"Name":"bad name"}',
    400,
    `invalid node pool "bad name": 1 error occurred:\n\t* invalid name "bad name", ${BAD}\n\n`,
  ],
  ['PUT', '/v1/node/pools', '{"Name":"all"}', 400, 'modifying node pool "all" is not allowed'],
  ['PUT', '/v1/node/pools', '', 400, 'Request body is empty'],
  ['PUT', '/v1/node/pool/x2', '{"Name":"x3"}', 400, 'Node pool name does not match request path'],
  ['GET', '/v1/node/pool/nope', undefined, 404, 'node pool not found'],
  ['GET', '/v1/node/pool/all/nodes?prefix=a', undefined, 400, 'prefix argument not allowed'],
  ['GET', '/v1/node/pool/all/jobs?prefix=a', undefined, 400, 'prefix argument not allowed'],
  ['DELETE', '/v1/node/pool/nope', undefined, 404, 'node pool nope not found'],
  [
    'DELETE',
    '/v1/node/pool/default',
    undefined,
    400,
    'deleting node pool "default" is not allowed',
  ],
] as const)('%s %s %s is refused', async (method, url, payload, status, text) => {
  const answer = await api.app.inject({
    method,
    url,
    ...(payload === undefined ? {} : { payload }),
  });
  expect([answer.statusCode, answer.body]).toEqual([status, text]);
});
