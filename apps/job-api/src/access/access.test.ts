import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { type ControlledApi, openControlledApi } from '../testing/acl.ts';
import { addNode, NODE_ID, place } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { testId } from '../testing/test-api.ts';

const ALLOC_ID = testId('a', 1);
const UNKNOWN = 'ffffffff-0000-4000-8000-000000000009';

let api: ControlledApi;
beforeEach(async () => {
  api = await openControlledApi();
  await addNode(api);
  for (const Name of ['team-a', 'team-b']) {
    await api.ask(api.management, 'PUT', '/v1/namespace', { Name });
    await api.ask(
      api.management,
      'PUT',
      '/v1/jobs',
      helloJob({ ID: `in-${Name}`, Namespace: Name }),
    );
  }
  await api.ask(api.management, 'PUT', '/v1/jobs', helloJob());
  await place(api, 'hello', ALLOC_ID);
});
afterEach(() => api.close());

const DENIED = [403, 'Permission denied'];
const statusOf = async (
  secret: string,
  ...request: Parameters<ControlledApi['ask']> extends [string, ...infer R] ? R : never
) => (await api.ask(secret, ...request)).statusCode;

const job = (Namespace: string) => helloJob({ ID: 'x', Namespace });

describe('without a token', () => {
  test.each([
    ['GET', '/v1/jobs'],
    ['GET', '/v1/job/hello'],
    ['POST', '/v1/jobs'],
    ['DELETE', '/v1/job/hello'],
    ['GET', `/v1/allocation/${ALLOC_ID}`],
    ['GET', '/v1/nodes'],
    ['GET', `/v1/node/${NODE_ID}`],
    ['POST', `/v1/node/${NODE_ID}/drain`],
    ['GET', '/v1/agent/self'],
    ['GET', '/v1/operator/steppe/state-hash'],
    ['GET', `/v1/client/fs/logs/${ALLOC_ID}?task=server&type=stdout`],
    ['GET', '/v1/acl/tokens'],
    ['POST', '/v1/acl/policy/x'],
    ['POST', '/v1/namespace'],
    ['POST', '/v1/node/pools'],
  ] as const)('%s %s is denied', async (method, url) => {
    const payload = method === 'POST' ? helloJob() : undefined;
    const answer = await api.ask('', method, url, payload);
    expect([answer.statusCode, answer.body]).toEqual(DENIED);
  });

  test.each(['/v1/status/leader', '/v1/regions', '/v1/agent/health'])('%s is open', async (url) => {
    expect(await statusOf('', 'GET', url)).toBe(200);
  });

  test.each(['/v1/namespaces', '/v1/node/pools', '/v1/acl/policies'])(
    '%s shows nothing',
    async (url) => {
      const answer = await api.ask('', 'GET', url);
      expect([answer.statusCode, answer.json()]).toEqual([200, []]);
    },
  );

  test('the policy "anonymous" counts', async () => {
    const Rules = 'namespace "default" { policy = "read" }';
    await api.ask(api.management, 'PUT', '/v1/acl/policy/anonymous', { Name: 'anonymous', Rules });
    expect(await statusOf('', 'GET', '/v1/jobs')).toBe(200);
    expect(await statusOf('', 'GET', '/v1/jobs?namespace=team-a')).toBe(403);
  });
});

test.each(['bogus', UNKNOWN])('the token %s is none', async (secret) => {
  const answer = await api.ask(secret, 'GET', '/v1/jobs');
  expect([answer.statusCode, answer.body]).toEqual(DENIED);
});

test('a bearer is as good as the header', async () => {
  const headers = { authorization: `Bearer ${api.management}` };
  const answer = await api.app.inject({ method: 'GET', url: '/v1/jobs', headers });
  expect(answer.statusCode).toBe(200);
});

describe('a token with a policy', () => {
  test('reads what it may, and changes nothing', async () => {
    const reader = await api.tokenFor('namespace "default" { policy = "read" }');
    expect(await statusOf(reader, 'GET', '/v1/job/hello')).toBe(200);
    expect(await statusOf(reader, 'GET', `/v1/allocation/${ALLOC_ID}`)).toBe(200);
    expect(await statusOf(reader, 'POST', '/v1/jobs', helloJob())).toBe(403);
    expect(await statusOf(reader, 'DELETE', '/v1/job/hello')).toBe(403);
    expect(await statusOf(reader, 'POST', `/v1/allocation/${ALLOC_ID}/stop`)).toBe(403);
    expect(await statusOf(reader, 'GET', `/v1/client/fs/ls/${ALLOC_ID}`)).toBe(403);
  });

  test('registers jobs where it may, whatever the query says', async () => {
    const writer = await api.tokenFor('namespace "team-a" { policy = "write" }');
    expect(await statusOf(writer, 'PUT', '/v1/jobs', job('team-a'))).toBe(200);
    expect(await statusOf(writer, 'PUT', '/v1/jobs?namespace=team-a', job('team-b'))).toBe(403);
    expect(await statusOf(writer, 'PUT', '/v1/jobs?namespace=team-a', helloJob())).toBe(200);
    expect(await statusOf(writer, 'PUT', '/v1/jobs', helloJob())).toBe(403);
  });

  test("is asked for the allocation's own namespace, not the query's", async () => {
    const elsewhere = await api.tokenFor('namespace "team-a" { policy = "write" }');
    const url = `/v1/allocation/${ALLOC_ID}?namespace=team-a`;
    expect(await statusOf(elsewhere, 'GET', url)).toBe(403);
    expect(await statusOf(elsewhere, 'POST', url.replace('?', '/stop?'))).toBe(403);
  });

  test('sees of all namespaces those that it may', async () => {
    const reader = await api.tokenFor('namespace "team-*" { policy = "read" }');
    const ids = async (url: string): Promise<string[]> =>
      (await api.ask(reader, 'GET', url))
        .json()
        .map((row: Record<string, unknown>) => row['ID'] ?? row['Name']);
    expect(await ids('/v1/jobs?namespace=*')).toEqual(['in-team-a', 'in-team-b']);
    expect(await ids('/v1/allocations?namespace=*')).toEqual([]);
    expect(await ids('/v1/evaluations?namespace=*')).toHaveLength(2);
    expect(await ids('/v1/namespaces')).toEqual(['team-a', 'team-b']);
    expect(await statusOf(reader, 'GET', '/v1/namespace/default')).toBe(403);
  });

  test('finds by search what it may see', async () => {
    const reader = await api.tokenFor('namespace "team-a" { policy = "read" }');
    const search = async (namespace: string) =>
      (
        await api.ask(reader, 'POST', `/v1/search?namespace=${namespace}`, {
          Prefix: '',
          Context: 'all',
        })
      ).json().Matches;
    expect(await search('*')).toMatchObject({ jobs: ['in-team-a'], nodes: [], allocs: [] });
    expect(await search('default')).toMatchObject({ jobs: [], evals: [] });
  });

  test('nodes, agents and operators are apart', async () => {
    const nodes = await api.tokenFor('node { policy = "read" }');
    expect(await statusOf(nodes, 'GET', '/v1/nodes')).toBe(200);
    expect(await statusOf(nodes, 'GET', '/v1/agent/self')).toBe(403);
    expect(await statusOf(nodes, 'POST', `/v1/node/${NODE_ID}/purge`)).toBe(403);
    expect((await api.ask(nodes, 'GET', `/v1/node/${NODE_ID}/allocations`)).json()).toEqual([]);
    const operator = await api.tokenFor('operator { policy = "read" }');
    expect(await statusOf(operator, 'GET', '/v1/operator/scheduler/configuration')).toBe(200);
    expect(await statusOf(operator, 'GET', '/v1/nodes')).toBe(403);
  });

  test('node pools by name', async () => {
    const pools = await api.tokenFor('node_pool "prod-*" { policy = "write" }');
    expect(await statusOf(pools, 'PUT', '/v1/node/pools', { Name: 'prod-eu' })).toBe(200);
    expect(await statusOf(pools, 'PUT', '/v1/node/pools', { Name: 'dev' })).toBe(403);
    const listed = (await api.ask(pools, 'GET', '/v1/node/pools')).json();
    expect(listed).toMatchObject([{ Name: 'prod-eu' }]);
  });

  test('a change of its policy counts at once', async () => {
    const secret = await api.tokenFor('namespace "default" { policy = "read" }');
    expect(await statusOf(secret, 'GET', '/v1/jobs')).toBe(200);
    const Rules = 'namespace "default" { policy = "deny" }';
    await api.ask(api.management, 'PUT', '/v1/acl/policy/policy-1', { Name: 'policy-1', Rules });
    expect(await statusOf(secret, 'GET', '/v1/jobs')).toBe(403);
  });
});

const run = async (token: string): Promise<[number, string]> => {
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const address = (await api.app.getUrl()).replace('http', 'ws');
  const command = encodeURIComponent('["id"]');
  const socket = new WebSocket(
    `${address}/v1/client/allocation/${ALLOC_ID}/exec?task=server&ws_handshake=true&command=${command}`,
  );
  const closed = once(socket, 'close');
  await once(socket, 'open');
  socket.send(JSON.stringify({ version: 1, auth_token: token }));
  const [code, reason] = await closed;
  return [code, String(reason)];
};

describe('a command in a task', () => {
  test('is denied without the right', async () => {
    const reader = await api.tokenFor('namespace "default" { policy = "read" }');
    expect(await run(reader)).toEqual([1008, 'Permission denied']);
  });

  test('is denied without a token', async () => {
    expect(await run('')).toEqual([1008, 'Permission denied']);
  });

  test('goes on to the agent with it', async () => {
    const writer = await api.tokenFor('namespace "default" { policy = "write" }');
    const [, reason] = await run(writer);
    expect(reason).not.toBe('Permission denied');
  });
});

const actorOf = async (seq: number) => (await api.store.log.get(seq))?.commit.actor;
const registered = async (secret: string) =>
  await actorOf((await api.ask(secret, 'PUT', '/v1/jobs', helloJob())).json().Index);

describe('an entry of the log names', () => {
  test('the token with which it was asked for, also when others write meanwhile', async () => {
    const secrets = [
      api.management,
      await api.tokenFor('namespace "default" { policy = "write" }'),
    ];
    const { aclTokensByHash } = api.projection.state.index;
    const accessors = [...aclTokensByHash.values()].map((accessor) => `token/${accessor}`);
    expect(await Promise.all(secrets.map(registered))).toEqual(accessors);
  });

  test('nobody, where nothing was shown: the first token is made so', async () => {
    expect(await actorOf(1)).toBe('anonymous');
  });
});
