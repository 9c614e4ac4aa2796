import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ServiceInstance } from '@steppe/domain';
import { TEMPLATE_DATA_SUBJECT, TemplateDataReply } from '@steppe/nest-kit';
import { addNode, NODE_ID, place } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
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
