import { describe, expect, test } from '@jest/globals';
import type { Job, Network, Task, TaskGroup } from '@steppe/domain';
import { clusterOf } from '../testing/cluster.ts';
import { counts } from '../testing/group-cases.ts';
import { aTask, anUpdate, oneGroup } from '../testing/job-builder.ts';
import { aNode } from '../testing/node-builder.ts';

const { resources, restartPolicy, logs } = aTask();
const http = { label: 'http', value: 0, to: 80, hostNetwork: '' };
const network: Network = { mode: 'host', reservedPorts: [], dynamicPorts: [http] };
const rule = { leftTarget: '${node.class}', operand: '=', rightTarget: 'big', weight: 50 };
const volume = { name: 'v', type: 'host', source: 'v', readOnly: false, extra: {} };

/** What a change of a running allocation's job does to it. */
function effectOf(before: Job, after: Job) {
  const cluster = clusterOf([
    aNode('n1', {
      nodeClass: 'big',
      hostVolumes: { v: { path: '/v', readOnly: false } },
      resources: {
        ...aNode('n1').resources,
        hostNetworks: [{ name: 'lan', device: 'eth1', ip: '192.168.0.5', reservedPorts: '' }],
      },
    }),
  ]);
  cluster.run(cluster.register(before));
  cluster.allRunning('j');
  return counts(cluster.run(cluster.register(after)));
}

const ofTask = (changes: Partial<Task>) => oneGroup({ tasks: [aTask(changes)] });
const REPLACED = { destructiveUpdate: 1 };
const IN_PLACE = { inPlaceUpdate: 1 };

describe('which field changes are destructive', () => {
  test.each<{ field: string; changes: Partial<Task> }>([
    { field: 'name', changes: { name: 'u' } },
    { field: 'driver', changes: { driver: 'exec' } },
    { field: 'user', changes: { user: 'nobody' } },
    { field: 'config', changes: { config: { image: 'y' } } },
    { field: 'env', changes: { env: { A: 'b' } } },
    { field: 'meta', changes: { meta: { a: 'b' } } },
    { field: 'lifecycle', changes: { lifecycle: { hook: 'poststart', sidecar: true } } },
    { field: 'affinity', changes: { affinities: [rule] } },
    { field: 'cpu', changes: { resources: { ...resources, cpuMhz: 501 } } },
    { field: 'cores', changes: { resources: { ...resources, cpuMhz: 0, cores: 1 } } },
    { field: 'memory', changes: { resources: { ...resources, memoryMb: 300 } } },
    { field: 'memory_max', changes: { resources: { ...resources, memoryMaxMb: 300 } } },
    { field: 'logs.disabled', changes: { logs: { ...logs, disabled: true } } },
    { field: 'artifact', changes: { extra: { Artifacts: [{ GetterSource: 'http://x' }] } } },
    { field: 'template', changes: { extra: { Templates: [{ EmbeddedTmpl: 'x' }] } } },
    { field: 'vault', changes: { extra: { Vault: { Role: 'r' } } } },
    { field: 'consul', changes: { extra: { Consul: { Cluster: 'c' } } } },
    { field: 'volume_mount', changes: { extra: { VolumeMounts: [{ Volume: 'v' }] } } },
    { field: 'dispatch_payload', changes: { extra: { DispatchPayload: { File: 'f' } } } },
    {
      field: 'restart.render_templates',
      changes: { restartPolicy: { ...restartPolicy, renderTemplates: true } },
    },
  ])('of a task: $field', ({ changes }) => {
    expect(effectOf(oneGroup({}), ofTask(changes))).toEqual(REPLACED);
  });

  test.each<{ field: string; changes: Partial<TaskGroup>; job?: Partial<Job> }>([
    { field: 'a further task', changes: { tasks: [aTask(), aTask({ name: 'u' })] } },
    { field: 'disk', changes: { ephemeralDisk: { sizeMb: 301, sticky: false, migrate: false } } },
    { field: 'sticky', changes: { ephemeralDisk: { sizeMb: 300, sticky: true, migrate: false } } },
    { field: 'volume', changes: { volumes: { v: volume } } },
    { field: 'affinity', changes: { affinities: [rule] } },
    {
      field: 'spread',
      changes: { spreads: [{ attribute: '${node.class}', weight: 1, targets: [] }] },
    },
    { field: 'meta', changes: { meta: { a: 'b' } } },
    { field: 'meta of the job', changes: {}, job: { meta: { a: 'b' } } },
    { field: 'affinity of the job', changes: {}, job: { affinities: [rule] } },
    { field: 'consul', changes: { extra: { Consul: { Namespace: 'n' } } } },
  ])('of a group: $field', ({ changes, job }) => {
    expect(effectOf(oneGroup({}), oneGroup(changes, job))).toEqual(REPLACED);
  });
});

describe('workload identity changes', () => {
  test.each([
    { title: 'the default one', extra: { Identity: { Env: true } } },
    { title: 'one by name', extra: { Identities: [{ Name: 'aws', Audience: ['a'] }] } },
  ])('$title', ({ extra }) => {
    expect(effectOf(oneGroup({}), ofTask({ extra }))).toEqual(REPLACED);
  });
});

describe('network changes that are destructive', () => {
  test.each<{ title: string; networks: Network[] }>([
    { title: 'none any more', networks: [] },
    { title: 'another mode', networks: [{ ...network, mode: 'none' }] },
    { title: 'another label', networks: [{ ...network, dynamicPorts: [{ ...http, label: 'x' }] }] },
    { title: 'another target', networks: [{ ...network, dynamicPorts: [{ ...http, to: 81 }] }] },
    {
      title: 'another host network',
      networks: [{ ...network, dynamicPorts: [{ ...http, hostNetwork: 'lan' }] }],
    },
    {
      title: 'a fixed port',
      networks: [{ ...network, dynamicPorts: [], reservedPorts: [{ ...http, value: 8_080 }] }],
    },
    {
      title: 'a further port',
      networks: [{ ...network, dynamicPorts: [http, { ...http, label: 'admin' }] }],
    },
  ])('$title', ({ networks }) => {
    expect(effectOf(oneGroup({ networks: [network] }), oneGroup({ networks }))).toEqual(REPLACED);
  });

  test('and no change at all is none', () => {
    const job = oneGroup({ networks: [network] });
    expect(effectOf(job, { ...job, priority: 60 })).toEqual(IN_PLACE);
  });
});

describe('what a running allocation takes over', () => {
  test.each<{ field: string; job: Job }>([
    {
      field: 'restart policy change',
      job: oneGroup({ restartPolicy: { ...restartPolicy, attempts: 9 } }),
    },
    {
      field: 'restart policy of a task',
      job: ofTask({ restartPolicy: { ...restartPolicy, attempts: 9 } }),
    },
    { field: 'priority', job: oneGroup({}, { priority: 70 }) },
    { field: 'update', job: oneGroup({ update: anUpdate({ maxParallel: 3 }) }) },
    { field: 'service', job: oneGroup({ extra: { Services: [{ Name: 's' }] } }) },
    { field: 'service of a task', job: ofTask({ extra: { Services: [{ Name: 's' }] } }) },
    { field: 'kill_timeout', job: ofTask({ killTimeoutMs: 1 }) },
    { field: 'kill_signal', job: ofTask({ killSignal: 'SIGINT' }) },
    { field: 'shutdown_delay', job: ofTask({ shutdownDelayMs: 1 }) },
    { field: 'leader', job: ofTask({ leader: true }) },
    { field: 'log rotation', job: ofTask({ logs: { ...logs, maxFiles: 3 } }) },
    { field: 'a constraint that its node meets', job: oneGroup({ constraints: [rule] }) },
  ])('$field', ({ job }) => {
    expect(effectOf(oneGroup({}), job)).toEqual(IN_PLACE);
  });
});
