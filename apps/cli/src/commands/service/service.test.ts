import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import {
  ALLOC_ID,
  NODE_ID,
  openClusterWithAllocation,
  type TestCluster,
} from '../../testing/api.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await openClusterWithAllocation();
  await register('s1', { name: 'web', tags: ['v1', 'b'], port: 29_332 });
  await register('s2', { name: 'web-admin', tags: [], port: 0 });
  await register('s3', { name: 'mail', tags: [], port: 25 });
});
afterAll(() => cluster.close());

const register = (id: string, changes: { name: string; tags: string[]; port: number }) =>
  cluster.append(subjects.client(NODE_ID), {
    type: 'ServiceRegistered',
    v: 1,
    instance: {
      id,
      namespace: 'default',
      nodeId: NODE_ID,
      datacenter: 'dc1',
      jobId: 'hello',
      allocId: ALLOC_ID,
      address: '127.0.0.1',
      ...changes,
    },
  });
const says = async (...argv: string[]) => (await cluster.run(['service', ...argv])).stdout;

test('services are listed as recorded, with their namespaces when all are asked for', async () => {
  expect(await says('list')).toBe(`Service Name  Tags
mail          []
web           [b,v1]
web-admin     []
`);
  expect(await says('list', '-namespace', '*', '-name', 'web')).toBe(
    'Service Name  Namespace  Tags\nweb           default    [b,v1]\n',
  );
  expect(JSON.parse(await says('list', '-json'))).toMatchObject([{ Namespace: 'default' }]);
  expect(await says('list', '-name', 'nope')).toBe('No service registrations found\n');
});

test('the instances of one are listed as recorded, or told of in full', async () => {
  expect(await says('info', 'web')).toBe(`Job ID  Address          Tags    Node ID   Alloc ID
hello   127.0.0.1:29332  [v1,b]  b9a46ae1  8bb1da93
`);
  expect(await says('info', '-verbose', 'ma')).toBe(`ID           = s3
Service Name = mail
Namespace    = default
Job ID       = hello
Alloc ID     = ${ALLOC_ID}
Node ID      = ${NODE_ID}
Datacenter   = dc1
Address      = 127.0.0.1:25
Tags         = []
`);
  expect(await says('info', '-t', '{{range .}}{{.Port}}{{end}}', 'web-a')).toBe('0\n');
});

test.each([
  [
    ['info', 'nope'],
    'Error listing service registrations: No service registrations with prefix "nope" found',
  ],
  [['info', 'we'], 'Prefix matched multiple services: web, web-admin'],
  [['delete', 'web'], 'This command takes two arguments: <service_name> and <service_id>'],
  [['delete', 'web', 'nope'], 'Error deleting service registration: Unexpected response code: 404'],
])('service %j fails', async (argv, stderr) => {
  const answer = await cluster.run(['service', ...argv]);
  expect([answer.code, answer.stderr]).toEqual([1, expect.stringContaining(stderr)]);
});

test('an instance is deleted', async () => {
  expect(await says('delete', 'mail', 's3')).toBe('Successfully deleted service registration\n');
  expect(await says('list', '-name', 'mail')).toBe('No service registrations found\n');
});
