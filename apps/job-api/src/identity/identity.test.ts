import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { askWorkloadIdentities, type WorkloadIdentity } from '@steppe/nest-kit';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { type ControlledApi, openControlledApi } from '../testing/acl.ts';
import { addNode, NODE_ID, place } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { NOW_MS, testId } from '../testing/test-api.ts';

const ALLOC_ID = testId('a', 1);

let api: ControlledApi;
beforeEach(async () => {
  api = await openControlledApi();
  await addNode(api);
  const { Job } = helloJob();
  const [group] = Array.isArray(Job['TaskGroups']) ? Job['TaskGroups'] : [];
  const Identities = [
    { Name: 'vault', Audience: ['vault.io'], File: true, TTL: 3_600_000_000_000 },
  ];
  const TaskGroups = [{ ...group, Tasks: [{ ...group.Tasks[0], Identities }] }];
  await manage('PUT', '/v1/jobs', helloJob({ TaskGroups }));
  await place(api, 'hello', ALLOC_ID);
});
afterEach(() => api.close());

const manage = (method: 'GET' | 'PUT' | 'DELETE', url: string, payload?: object) =>
  api.ask(api.management, method, url, payload);
const identities = (nodeId = NODE_ID): Promise<WorkloadIdentity[]> =>
  askWorkloadIdentities(api.store.live, { nodeId, allocId: ALLOC_ID });
const tokenOf = async (wanted: string): Promise<string> =>
  (await identities()).find(({ name }) => name === wanted)?.token ?? '';

describe('signed identities', () => {
  test('are given for each task and identity block, with what the job file says', async () => {
    expect(await identities()).toMatchObject([
      { task: 'server', name: 'default', env: false, file: false, ttlMs: 0 },
      { task: 'server', name: 'vault', file: true, ttlMs: 3_600_000 },
    ]);
  });

  test("are checked with the API's keys", async () => {
    const keys = (await api.ask('', 'GET', '/.well-known/jwks.json')).json();
    expect(keys.keys).toMatchObject([{ use: 'sig', kty: 'RSA', alg: 'RS256' }]);
    expect(JSON.stringify(keys)).not.toContain('"d"');
    const { payload } = await jwtVerify(await tokenOf('vault'), createLocalJWKSet(keys), {
      audience: 'vault.io',
      currentDate: new Date(NOW_MS),
    });
    expect(payload).toMatchObject({
      sub: 'global:default:hello:example:server:vault',
      nomad_namespace: 'default',
      nomad_job_id: 'hello',
      nomad_allocation_id: ALLOC_ID,
      nomad_task: 'server',
      exp: NOW_MS / 1000 + 3600,
    });
  });

  test('are not given to another node', async () => {
    await expect(identities(testId('b', 2))).rejects.toMatchObject({
      code: 'ALLOCATION_NOT_FOUND',
    });
  });
});

const status = async (url: string, secret?: string): Promise<number> =>
  (await api.ask(secret ?? (await tokenOf('default')), 'GET', url)).statusCode;

describe('a task with its identity', () => {
  test('reads the variables of its job, and no others', async () => {
    for (const path of [
      'nomad/jobs/hello',
      'nomad/jobs/hello/example/server',
      'nomad/jobs/other',
    ]) {
      await manage('PUT', `/v1/var/${path}`, { Items: { k: 'v' } });
    }
    expect(await status('/v1/var/nomad/jobs/hello')).toBe(200);
    expect(await status('/v1/var/nomad/jobs/hello/example/server')).toBe(200);
    expect(await status('/v1/var/nomad/jobs/other')).toBe(403);
    expect(await status('/v1/jobs')).toBe(403);
    const listed = (await api.ask(await tokenOf('default'), 'GET', '/v1/vars')).json();
    expect(listed).toHaveLength(2);
  });

  test('may do what a policy allows that names it', async () => {
    const JobACL = { Namespace: 'default', JobID: 'hello', Group: 'example' };
    const body = { Name: 'w', Rules: 'namespace "default" { policy = "read" }', JobACL };
    await manage('PUT', '/v1/acl/policy/w', body);
    expect(await status('/v1/jobs')).toBe(200);
    expect(await status('/v1/nodes')).toBe(403);
  });

  test('is nobody once its allocation is to stop', async () => {
    const secret = await tokenOf('default');
    await manage('PUT', '/v1/var/nomad/jobs/hello', { Items: { k: 'v' } });
    await api.append(subjects.node(NODE_ID), {
      type: 'AllocationStopped',
      v: 1,
      allocId: ALLOC_ID,
      desiredStatus: 'stop',
      desiredDescription: 'test',
      clientStatus: 'lost',
    });
    expect(await status('/v1/var/nomad/jobs/hello', secret)).toBe(403);
  });

  test.each(['a.b.c', 'eyJhbGciOiJub25lIn0.e30.'])('%s is nobody', async (secret) => {
    expect(await status('/v1/jobs', secret)).toBe(403);
  });

  test('an identity for others is none here', async () => {
    expect(await status('/v1/var/nomad/jobs/hello', await tokenOf('vault'))).toBe(403);
  });

  test('a token whose claims were changed is none', async () => {
    const [head, , signature] = (await tokenOf('default')).split('.');
    const claims = { aud: 'nomadproject.io', nomad_job_id: 'other' };
    const forged = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
    expect(await status('/v1/jobs', forged)).toBe(403);
  });
});
