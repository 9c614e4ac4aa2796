import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { askNodeIdentity } from '@steppe/nest-kit';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { addNode, NODE_ID } from '../testing/cluster-life.ts';
import { NOW_MS, openTestApi, type TestApi, testId } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  await addNode(api);
});
afterEach(() => api.close());

test('is signed by a server, and checked with the keys of the API', async () => {
  const keys = (await api.app.inject('/.well-known/jwks.json')).json();
  const { token, ttlMs } = await askNodeIdentity(api.store.live, NODE_ID);
  expect(ttlMs).toBe(86_400_000);
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
    audience: 'nomadproject.io',
    currentDate: new Date(NOW_MS),
  });
  expect(payload).toEqual({
    aud: 'nomadproject.io',
    sub: `node:global:default:${NODE_ID}:default`,
    nomad_node_id: NODE_ID,
    nomad_node_pool: 'default',
    nomad_node_datacenter: 'dc1',
    iat: NOW_MS / 1000,
    nbf: NOW_MS / 1000,
    exp: NOW_MS / 1000 + 86_400,
    jti: expect.any(String),
  });
});

test("is valid for as long as the node's pool says", async () => {
  const pool = { name: 'default', description: '', meta: {}, identityTtlMs: 60_000 };
  await api.append(subjects.nodePool('default'), { type: 'NodePoolApplied', v: 1, pool });
  expect(await askNodeIdentity(api.store.live, NODE_ID)).toMatchObject({ ttlMs: 60_000 });
});

test('is not given to a node that nobody knows', async () => {
  await expect(askNodeIdentity(api.store.live, testId('f', 1))).rejects.toMatchObject({
    code: 'NODE_NOT_FOUND',
  });
});

test('is read from the node, and renewed there', async () => {
  const asked: string[] = [];
  for (const name of ['identity', 'identity-renew']) {
    api.store.live.serve(`agent.${NODE_ID}.${name}`, async () => {
      asked.push(name);
      return { nomad_node_id: NODE_ID, exp: 1 };
    });
  }
  const read = await api.app.inject(`/v1/client/identity?node_id=${NODE_ID}`);
  expect([read.statusCode, read.json()]).toEqual([
    200,
    { Claims: { nomad_node_id: NODE_ID, exp: 1 } },
  ]);
  const renewed = await api.app.inject({
    method: 'POST',
    url: '/v1/client/identity/renew',
    payload: { NodeID: NODE_ID },
  });
  expect([renewed.statusCode, renewed.json()]).toEqual([200, {}]);
  expect(asked).toEqual(['identity', 'identity-renew']);
});

test('is of some node', async () => {
  const answer = await api.app.inject('/v1/client/identity');
  expect([answer.statusCode, answer.body]).toEqual([400, 'No local Node and node_id not provided']);
});
