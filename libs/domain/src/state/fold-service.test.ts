import { expect, test } from '@jest/globals';
import type { ServiceInstance } from '../service/service.ts';
import {
  createsDeployment,
  type Entry,
  places,
  registersJob,
  registersNode,
  reports,
  stateAfter,
} from './fold.fixtures.ts';
import { serviceInstances, servicesOfAlloc } from './fold-service.ts';

const instance = {
  id: 's1',
  name: 'web',
  namespace: 'default',
  nodeId: 'n1',
  datacenter: 'dc1',
  jobId: 'hello',
  allocId: 'a1',
  tags: ['v1'],
  address: '10.0.0.1',
  port: 80,
};
const registers = (changes: Partial<ServiceInstance> = {}): Entry => [
  'client.n1',
  { type: 'ServiceRegistered', v: 1, instance: { ...instance, ...changes } },
];
const deregisters: Entry = ['client.n1', { type: 'ServiceDeregistered', v: 1, id: 's1' }];
const running: readonly Entry[] = [
  registersNode,
  registersJob(),
  places('a1', 2),
  reports('a1', 'running'),
];

test.each([
  { title: 'is there once registered', entries: [registers()], expected: ['web [v1] 10.0.0.1:80'] },
  {
    title: 'is as it was registered last',
    entries: [registers(), registers({ tags: [], port: 81 })],
    expected: ['web [] 10.0.0.1:81'],
  },
  { title: 'goes when deregistered', entries: [registers(), deregisters], expected: [] },
  {
    title: 'goes with its allocation',
    entries: [registers(), reports('a1', 'failed')],
    expected: [],
  },
  {
    title: 'of an ended allocation never comes',
    entries: [reports('a1', 'complete'), registers()],
    expected: [],
  },
  {
    title: 'of an unknown allocation never comes',
    entries: [registers({ allocId: 'x' })],
    expected: [],
  },
])('an instance $title', ({ entries, expected }) => {
  const state = stateAfter([...running, ...entries]);
  const seen = serviceInstances(state, { namespace: 'default', name: 'web' }).map(
    ({ instance: { name, tags, address, port } }) => `${name} [${tags.join()}] ${address}:${port}`,
  );
  expect(seen).toEqual(expected);
  expect(servicesOfAlloc(state, 'a1')).toHaveLength(expected.length);
  expect(state.index.servicesByAlloc.size).toBe(expected.length);
});

test.each([
  { title: "are the canary's own before it is promoted", promotes: 'never', expected: ['new'] },
  { title: 'are its usual ones from then on', promotes: 'after', expected: ['v1'] },
  { title: 'are those at once when it registers later', promotes: 'before', expected: ['v1'] },
])('the tags of a canary $title', ({ promotes, expected }) => {
  const canary: Entry = registers({ tags: ['new'], promotedTags: ['v1'] });
  const promotion: Entry = [
    'deployment.default.hello',
    { type: 'DeploymentPromoted', v: 1, deploymentId: 'd0', groups: undefined },
  ];
  const entries = {
    never: [canary],
    after: [canary, promotion],
    before: [promotion, canary],
  }[promotes];
  const state = stateAfter([
    registersNode,
    registersJob(),
    createsDeployment(2),
    places('a1', 2, 20_001, { canary: true }),
    reports('a1', 'running'),
    ...(entries ?? []),
  ]);
  const [row] = serviceInstances(state, { namespace: 'default' });
  expect(row?.instance.tags).toEqual(expected);
  expect(row?.modifySeq).toBe(state.tableSeq.services);
});
