import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ServiceInstance } from '@steppe/domain';
import { TEMPLATE_DATA_SUBJECT, TemplateDataReply } from '@steppe/nest-kit';
import { addNode, NODE_ID, place } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { openControlledApi } from '../testing/acl.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';
import { TemplateData } from './template-data.service.ts';

const ALLOC_ID = testId('a', 1);

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  api.app.get(TemplateData).serve(api.store.live);
  await addNode(api);
  await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob() });
  await place(api, 'hello', ALLOC_ID);
});
afterEach(() => api.close());

const instance: ServiceInstance = {
  id: 's1',
  name: 'db',
  namespace: 'default',
  nodeId: NODE_ID,
  datacenter: 'dc1',
  jobId: 'hello',
  allocId: ALLOC_ID,
  tags: ['b', 'a'],
  address: '10.0.0.1',
  port: 5432,
};

async function register(changes: Partial<ServiceInstance> = {}): Promise<void> {
  const event = {
    type: 'ServiceRegistered' as const,
    v: 1 as const,
    instance: { ...instance, ...changes },
  };
  const commit = { v: 1 as const, atMs: 1, actor: 'test', events: [event] };
  await api.store.log.append({ subject: `client.${NODE_ID}`, commit });
}

async function ask(query: object, known?: string): Promise<TemplateDataReply> {
  const asker = { allocId: ALLOC_ID, task: 'server' };
  const payload = { query: { namespace: 'default', ...query }, asker, known };
  return TemplateDataReply.parse(
    await api.store.live.request(TEMPLATE_DATA_SUBJECT, payload, { timeoutMs: 10_000 }),
  );
}

test('templates are told the instances of a service, and woken by others', async () => {
  const query = { kind: 'service', name: 'db' };
  const none = await ask(query);
  expect(none.answer).toEqual({ kind: 'service', instances: [] });
  const next = ask(query, none.digest);
  await register();
  const one = await next;
  expect(one.answer).toEqual({ kind: 'service', instances: [instance] });
  const changed = ask(query, one.digest);
  await register({ id: 's9', name: 'other' });
  await register({ id: 's2', port: 1 });
  expect((await changed).answer).toMatchObject({
    instances: [{ id: 's1' }, { id: 's2', port: 1 }],
  });
});

test('templates are told the names of all services', async () => {
  await register();
  await register({ id: 's2', tags: ['c'] });
  const { answer } = await ask({ kind: 'services' });
  expect(answer).toEqual({ kind: 'services', services: [{ name: 'db', tags: ['a', 'b', 'c'] }] });
});

const put = (path: string, value: string) =>
  api.app.inject({ method: 'PUT', url: `/v1/var/${path}`, payload: { Items: { key: value } } });

describe('variables', () => {
  test('are waited for, and followed', async () => {
    const query = { kind: 'variable', path: 'nomad/jobs/hello' };
    const none = await ask(query);
    expect(none.answer).toEqual({ kind: 'variable' });
    const next = ask(query, none.digest);
    await put('nomad/jobs/other', 'x');
    await put('nomad/jobs/hello', 'one');
    const one = await next;
    expect(one.answer).toMatchObject({
      variable: { path: 'nomad/jobs/hello', namespace: 'default', items: { key: 'one' } },
    });
    const changed = ask(query, one.digest);
    await put('nomad/jobs/hello', 'two');
    expect((await changed).answer).toMatchObject({ variable: { items: { key: 'two' } } });
  });

  test('are listed below a prefix, in the order of their paths', async () => {
    for (const path of ['b/2', 'b/1', 'c']) await put(path, 'x');
    const { answer } = await ask({ kind: 'variables', prefix: 'b/' });
    expect(answer).toMatchObject({ variables: [{ path: 'b/1' }, { path: 'b/2' }] });
  });
});

test('a task reads the variables of its own job, and others when a policy says so', async () => {
  const controlled = await openControlledApi();
  const { management } = controlled;
  controlled.app.get(TemplateData).serve(controlled.store.live);
  await addNode(controlled);
  await controlled.ask(management, 'POST', '/v1/jobs', helloJob());
  await place(controlled, 'hello', ALLOC_ID);
  const own = ['nomad/jobs', 'nomad/jobs/hello', 'nomad/jobs/hello/example/server'];
  for (const path of [...own, 'nomad/jobs/other', 'shared']) {
    await controlled.ask(management, 'PUT', `/v1/var/${path}`, { Items: { k: path } });
  }
  const askAs = async (
    query: object,
    known?: string,
    asker = { allocId: ALLOC_ID, task: 'server' },
  ) =>
    TemplateDataReply.parse(
      await controlled.store.live.request(
        TEMPLATE_DATA_SUBJECT,
        { query: { namespace: 'default', ...query }, asker, known },
        { timeoutMs: 10_000 },
      ),
    );
  const listed = await askAs({ kind: 'variables', prefix: '' });
  expect(listed.answer).toMatchObject({ variables: own.map((path) => ({ path })) });
  const shared = await askAs({ kind: 'variable', path: 'shared' });
  expect(shared.answer).toEqual({ kind: 'variable' });
  const nobody = { allocId: testId('b', 1), task: 'server' };
  expect((await askAs({ kind: 'variable', path: own[1] }, undefined, nobody)).answer).toEqual({
    kind: 'variable',
  });

  const allowed = askAs({ kind: 'variable', path: 'shared' }, shared.digest);
  await controlled.ask(management, 'POST', '/v1/acl/policy/shared', {
    Name: 'shared',
    Rules: 'namespace "default" { variables { path "shared" { capabilities = ["read"] } } }',
    JobACL: { Namespace: 'default', JobID: 'hello' },
  });
  expect((await allowed).answer).toMatchObject({ variable: { items: { k: 'shared' } } });
  await controlled.close();
});
