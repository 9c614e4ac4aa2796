import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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

const DEFAULT = {
  Name: 'default',
  Description: 'Default shared namespace',
  Quota: '',
  Capabilities: null,
  NodePoolConfiguration: null,
  VaultConfiguration: null,
  ConsulConfiguration: null,
  Meta: null,
  Hash: 'C7UbjDwBK0dK8wQq7Izg7SJIzaV+lIo2X7wRtzY3pSw=',
  CreateIndex: 1,
  ModifyIndex: 1,
  RequiredExtraClaims: null,
  OptionalExtraClaims: null,
};

test('there is one from the start', async () => {
  const list = await get('/v1/namespaces');
  expect([list.headers['x-nomad-index'], list.json()]).toEqual(['1', [DEFAULT]]);
  expect((await get('/v1/namespace/default')).json()).toEqual(DEFAULT);
});

test('one is made, changed and deleted, as recorded', async () => {
  const made = await put('/v1/namespace', { Name: 'team-b', Description: 'b', Meta: { a: '1' } });
  expect([made.statusCode, made.body, made.headers['x-nomad-index']]).toEqual([200, '', '1']);
  await put('/v1/namespace/team-b', { Name: 'team-b', Description: 'bb' });
  expect((await get('/v1/namespace/team-b')).json()).toEqual({
    ...DEFAULT,
    Name: 'team-b',
    Description: 'bb',
    Hash: 'sgABtTroUBRTOIKvRn5FkPjAqAX73qj4+0jONYlD4xM=',
    CreateIndex: 1,
    ModifyIndex: 2,
  });
  expect((await get('/v1/namespaces?prefix=team')).json()).toHaveLength(1);
  expect((await get('/v1/namespaces?per_page=1')).json()).toHaveLength(2);
  const deleted = await remove('/v1/namespace/team-b');
  expect([deleted.statusCode, deleted.body]).toEqual([200, '']);
  expect((await get('/v1/namespaces')).json()).toEqual([DEFAULT]);
});

describe('refused', () => {
  const bad = 'Must match regex ^[a-zA-Z0-9-]{1,128}$';
  test.each([
    [
      'PUT',
      '/v1/namespace',
      '{"Name":"bad name"}',
      400,
      `Invalid namespace "bad name": 1 error occurred:\n\t* invalid name "bad name". ${bad}\n\n`,
    ],
    [
      'PUT',
      '/v1/namespace',
      '{}',
      400,
      `Invalid namespace "": 1 error occurred:\n\t* invalid name "". ${bad}\n\n`,
    ],
    ['PUT', '/v1/namespace', '', 400, 'Request body is empty'],
    [
      'PUT',
      '/v1/namespace',
      '{"Name":"a","NodePoolConfiguration":{"Denied":["gpu"]}}',
      400,
      'Invalid namespace "a": 1 error occurred:\n\t* invalid node pool configuration: Node Pools Governance is unlicensed.\n\n',
    ],
    [
      'PUT',
      '/v1/namespace',
      '{"Name":"a","Quota":"q"}',
      400,
      'namespace "a" using non-existent quota "q"',
    ],
    [
      'PUT',
      '/v1/namespace/team-b',
      '{"Name":"other"}',
      400,
      'Namespace name does not match request path',
    ],
    ['POST', '/v1/namespaces', '{}', 405, 'Invalid method'],
    ['GET', '/v1/namespace/nope', undefined, 404, 'Namespace not found'],
    ['DELETE', '/v1/namespace/nope', undefined, 404, 'namespace not found'],
    ['DELETE', '/v1/namespace/default', undefined, 400, 'can not delete default namespace'],
  ] as const)('%s %s %s', async (method, url, payload, status, text) => {
    const answer = await api.app.inject({
      method,
      url,
      ...(payload === undefined ? {} : { payload }),
    });
    expect([answer.statusCode, answer.body]).toEqual([status, text]);
  });
});

const register = (changes: Record<string, unknown>) => put('/v1/jobs', helloJob(changes));
const idsIn = async (namespace: string): Promise<string[]> =>
  (await get(`/v1/jobs?namespace=${namespace}`)).json().map(({ ID }: { ID: string }) => ID);

describe('jobs', () => {
  test('live in namespaces of their own, and are listed over all of them', async () => {
    await put('/v1/namespace', { Name: 'team-a' });
    expect((await register({ ID: 'one', Namespace: 'team-a' })).statusCode).toBe(200);
    await register({ ID: 'two' });
    expect(await idsIn('team-a')).toEqual(['one']);
    expect(await idsIn('default')).toEqual(['two']);
    expect(await idsIn('*')).toEqual(['two', 'one']);
    expect((await get('/v1/job/one?namespace=team-a')).json()).toMatchObject({
      Namespace: 'team-a',
    });
    expect((await get('/v1/job/one')).statusCode).toBe(404);
    const evaluations = (await get('/v1/evaluations?namespace=team-a')).json();
    expect(evaluations).toMatchObject([{ JobID: 'one', Namespace: 'team-a' }]);
    const inUse = await remove('/v1/namespace/team-a');
    expect([inUse.statusCode, inUse.body]).toEqual([
      409,
      '1 error occurred:\n\t* namespace "team-a" has non-terminal jobs in regions: [global]\n\n',
    ]);
    await remove('/v1/job/one?namespace=team-a&purge=true');
    expect((await remove('/v1/namespace/team-a')).statusCode).toBe(200);
  });

  test.each([
    [{ Namespace: 'nosuch' }, 'job "hello" is in nonexistent namespace "nosuch"'],
    [{ NodePool: 'nosuch' }, 'job "hello" is in nonexistent node pool "nosuch"'],
    [{ Namespace: 'narrow' }, 'used task driver "docker" is not allowed in namespace "narrow"'],
    [{ Namespace: 'closed' }, 'used task driver "docker" is not allowed in namespace "closed"'],
  ])('may not be at %j', async (changes, text) => {
    await put('/v1/namespace', { Name: 'narrow', Capabilities: { EnabledTaskDrivers: ['exec'] } });
    await put('/v1/namespace', {
      Name: 'closed',
      Capabilities: { DisabledTaskDrivers: ['docker'] },
    });
    const answer = await register(changes);
    expect([answer.statusCode, answer.body]).toEqual([400, `1 error occurred:\n\t* ${text}\n\n`]);
  });

  test('may not use a network mode that the namespace forbids', async () => {
    await put('/v1/namespace', { Name: 'n', Capabilities: { DisabledNetworkModes: ['bridge'] } });
    const { Job } = helloJob({ Namespace: 'n' });
    const [group] = Array.isArray(Job['TaskGroups']) ? Job['TaskGroups'] : [];
    const answer = await register({
      Namespace: 'n',
      TaskGroups: [{ ...group, Networks: [{ Mode: 'bridge' }] }],
    });
    expect(answer.body).toContain(
      'used group network mode "bridge" is not allowed in namespace "n"',
    );
  });
});
