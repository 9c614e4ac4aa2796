import { describe, expect, test } from '@jest/globals';
import type { Job, Node, PortRequest } from '@steppe/domain';
import { clusterOf } from '../testing/cluster.ts';
import { failureOf } from '../testing/failure.ts';
import { aGroup, aJob, aTask, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';

const { resources: TASK } = aTask();
const { resources: NODE, reserved: RESERVED } = aNode('n');

const port = (value: number, hostNetwork: string): PortRequest => ({
  label: 'http',
  value,
  to: 0,
  hostNetwork,
});

const fixed = (id: string, ...reservedPorts: PortRequest[]): Job =>
  oneGroup({ networks: [{ mode: 'host', reservedPorts, dynamicPorts: [] }] }, { id });

const wantingCores = (cores: number, count = 1): Job =>
  oneGroup({ count, tasks: [aTask({ resources: { ...TASK, cpuMhz: 0, cores } })] });

const volume = (source: string, readOnly: boolean, extra = {}) => ({
  v: { name: 'v', type: 'host', source, readOnly, extra },
});

const havingVolumes = (hostVolumes: Node['hostVolumes']): Node => aNode('n', { hostVolumes });

describe('group network mode and host networks must exist on the node', () => {
  const bridge = { mode: 'bridge', device: '', ip: '', cidr: '', mbits: 0 };
  const cni = { ...bridge, mode: 'cni/mynet' };
  const capable = aNode('n', {
    resources: { ...NODE, networks: [...NODE.networks, bridge, cni] },
  });
  test.each([
    { mode: 'bridge', node: capable, fits: true },
    { mode: 'cni/mynet', node: capable, fits: true },
    { mode: 'cni/other', node: capable, fits: false },
    { mode: 'bridge', node: aNode('n'), fits: false },
    { mode: 'none', node: aNode('n'), fits: true },
  ])('mode $mode: $fits', ({ mode, node, fits }) => {
    const cluster = clusterOf([node]);
    const networks = [{ mode, reservedPorts: [], dynamicPorts: [] }];
    const plan = cluster.run(cluster.register(oneGroup({ networks })));
    expect(failureOf(plan)?.constraintFiltered).toEqual(
      fits ? undefined : { 'missing network': 1 },
    );
  });
});

describe('the ports of a host network', () => {
  const lan = { name: 'lan', device: 'eth1', ip: '192.168.0.5', reservedPorts: '9000' };
  const node = aNode('n', {
    resources: { ...NODE, hostNetworks: [lan] },
    reserved: { ...RESERVED, ports: '22' },
  });

  test('unknown host network fails the node', () => {
    const cluster = clusterOf([node]);
    const plan = cluster.run(cluster.register(fixed('j', port(80, 'wan'))));
    expect(failureOf(plan)?.constraintFiltered).toEqual({
      'missing host network "wan" for port "http"': 1,
    });
  });

  test('the same port on different host networks', () => {
    const cluster = clusterOf([node]);
    for (const [id, network] of [
      ['a', ''],
      ['b', 'lan'],
    ] as const) {
      cluster.run(cluster.register(fixed(id, port(8_080, network))));
    }
    const [[onDefault], [onLan]] = [cluster.living('a'), cluster.living('b')];
    expect(onDefault?.ports).toEqual([{ label: 'http', value: 8_080, to: 0, hostIp: '10.0.0.1' }]);
    expect(onLan?.ports).toEqual([
      { label: 'http', value: 8_080, to: 0, hostIp: '192.168.0.5', hostNetwork: 'lan' },
    ]);
    const third = cluster.run(cluster.register(fixed('c', port(8_080, 'lan'))));
    expect(failureOf(third)?.dimensionExhausted).toEqual({
      'network: reserved port collision http=8080': 1,
    });
  });

  test.each([
    { title: 'that the node reserves', value: 22 },
    { title: 'that the network reserves', value: 9_000 },
  ])('a port $title is not given out', ({ value }) => {
    const cluster = clusterOf([node]);
    const plan = cluster.run(cluster.register(fixed('j', port(value, 'lan'))));
    expect(failureOf(plan)?.dimensionExhausted).toEqual({
      [`network: reserved port collision http=${value}`]: 1,
    });
  });

  test('dynamic ports come from the network that is named', () => {
    const cluster = clusterOf([node]);
    const dynamicPorts = [port(0, 'lan'), { ...port(0, ''), label: 'admin' }];
    const networks = [{ mode: 'host', reservedPorts: [], dynamicPorts }];
    cluster.run(cluster.register(oneGroup({ networks, count: 2 })));
    const given = cluster.living('j').flatMap(({ ports }) => ports);
    expect(given.filter(({ hostNetwork }) => hostNetwork === 'lan')).toHaveLength(2);
    const keys = given.map(({ hostIp, value }) => `${hostIp}:${value}`);
    expect(new Set(keys).size).toBe(4);
  });
});

describe('whole cores are taken and not shared', () => {
  test('the lowest that are free, recorded with the allocation', () => {
    const cluster = clusterOf(someNodes(1));
    cluster.run(cluster.register(wantingCores(2, 2)));
    expect(cluster.living('j').map(({ cores }) => cores)).toEqual([{ t: [0, 1] }, { t: [2, 3] }]);
  });

  test('a core that comes back is given out again', () => {
    const cluster = clusterOf(someNodes(1));
    cluster.run(cluster.register(wantingCores(1, 3)));
    const second = cluster.alloc('j', 'j.g[1]');
    cluster.report(second, 'complete');
    cluster.run(cluster.register({ ...wantingCores(2), id: 'other' }));
    expect(cluster.living('other')).toMatchObject([{ cores: { t: [1, 3] } }]);
  });

  test.each([
    {
      title: 'reserved cores are kept from tasks',
      node: { reserved: { ...RESERVED, cores: [0, 1] } },
      cores: 3,
      exhausted: true,
    },
    {
      title: 'what is left of them is enough',
      node: { reserved: { ...RESERVED, cores: [0, 1] } },
      cores: 2,
      exhausted: false,
    },
    {
      title: 'only reservable cores count',
      node: { resources: { ...NODE, reservableCores: [3] } },
      cores: 2,
      exhausted: true,
    },
  ])('$title', ({ node, cores, exhausted }) => {
    const cluster = clusterOf([aNode('n', node)]);
    const plan = cluster.run(cluster.register(wantingCores(cores)));
    expect(failureOf(plan)?.dimensionExhausted).toEqual(exhausted ? { cores: 1 } : undefined);
  });
});

describe('memory_max', () => {
  const task = aTask({ resources: { ...TASK, memoryMaxMb: 100_000 } });
  test('is not reserved', () => {
    const cluster = clusterOf(someNodes(1));
    cluster.configure({ memoryOversubscription: true });
    cluster.run(cluster.register(oneGroup({ tasks: [task] })));
    expect(cluster.living('j')).toMatchObject([{ memoryOversubscribed: true }]);
  });

  test('is dropped unless the scheduler configuration lets memory be oversubscribed', () => {
    const cluster = clusterOf(someNodes(1));
    cluster.run(cluster.register(oneGroup({ tasks: [task] })));
    expect(cluster.living('j').map((alloc) => alloc.memoryOversubscribed)).toEqual([undefined]);
  });
});

test('node limit on number of allocations', () => {
  const cluster = clusterOf([aNode('n', { maxAllocs: 2 })]);
  const plan = cluster.run(cluster.register(oneGroup({ count: 3 })));
  expect(cluster.living('j')).toHaveLength(2);
  expect(failureOf(plan)?.dimensionExhausted).toEqual({ 'max allocation exceeded': 1 });
});

describe('node must have the named host volumes with the asked write access', () => {
  test.each([
    {
      title: 'to read',
      node: havingVolumes({ data: { path: '/d', readOnly: true } }),
      readOnly: true,
    },
    {
      title: 'to write',
      node: havingVolumes({ data: { path: '/d', readOnly: false } }),
      readOnly: false,
    },
  ])('$title', ({ node, readOnly }) => {
    const cluster = clusterOf([node]);
    const plan = cluster.run(cluster.register(oneGroup({ volumes: volume('data', readOnly) })));
    expect(failureOf(plan)).toBeUndefined();
  });

  test('a volume per allocation has its index in its name', () => {
    const nodes = ['data[1]', 'data[0]'].map((name, i) =>
      aNode(`n${i}`, { hostVolumes: { [name]: { path: '/d', readOnly: false } } }),
    );
    const cluster = clusterOf(nodes);
    const volumes = volume('data', false, { PerAlloc: true });
    const plan = cluster.run(cluster.register(oneGroup({ count: 3, volumes })));
    const placed = cluster.living('j').map(({ index, nodeId }) => `${index} on ${nodeId}`);
    expect(placed.toSorted()).toEqual(['0 on node-n1', '1 on node-n0']);
    expect(failureOf(plan)?.constraintFiltered).toEqual({ 'missing compatible host volumes': 2 });
  });
});

test('group level feasibility leaves other groups alone', () => {
  const cluster = clusterOf(someNodes(1));
  const networks = [{ mode: 'bridge', reservedPorts: [], dynamicPorts: [] }];
  const groups = [aGroup({ name: 'a', networks }), aGroup({ name: 'b' })];
  const plan = cluster.run(cluster.register(aJob({ groups })));
  expect(cluster.living('j').map(({ groupName }) => groupName)).toEqual(['b']);
  expect(failureOf(plan, 'a')?.constraintFiltered).toEqual({ 'missing network': 1 });
});
