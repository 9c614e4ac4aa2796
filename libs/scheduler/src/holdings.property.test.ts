import { expect, test } from '@jest/globals';
import {
  type AllocationRow,
  allocsOfNode,
  isTerminal,
  type Job,
  type Node,
  type NodeDeviceGroup,
} from '@steppe/domain';
import {
  type Arbitrary,
  array,
  assert as hold,
  boolean,
  constantFrom,
  integer,
  nat,
  property,
  record,
} from 'fast-check';
import { clusterOf, type TestCluster } from './testing/cluster.ts';
import { aTask, oneGroup } from './testing/job-builder.ts';
import { aNode } from './testing/node-builder.ts';

/** What one allocation of a job holds for itself. */
interface Wish {
  readonly job: number;
  readonly count: number;
  readonly priority: number;
  readonly cores: number;
  readonly devices: number;
  readonly model: string;
  readonly fixedPort: boolean;
  readonly dynamicPorts: number;
  readonly network: string;
  /** Whether all allocations of the job end before. */
  readonly endsFirst: boolean;
}

const wish: Arbitrary<Wish> = record({
  job: nat(4),
  count: integer({ min: 0, max: 5 }),
  priority: constantFrom(20, 50, 80),
  cores: integer({ min: 0, max: 3 }),
  devices: integer({ min: 0, max: 2 }),
  model: constantFrom('gpu', 'nvidia/gpu', 'nvidia/gpu/a100'),
  fixedPort: boolean(),
  dynamicPorts: integer({ min: 0, max: 2 }),
  network: constantFrom('', 'private'),
  endsFirst: boolean(),
});
const wishes = array(wish, { minLength: 1, maxLength: 15 });

const gpus = (name: string, ids: readonly string[], sick: readonly string[]): NodeDeviceGroup => ({
  vendor: 'nvidia',
  type: 'gpu',
  name,
  attributes: {},
  instances: [...ids, ...sick].map((id) => ({
    id,
    healthy: !sick.includes(id),
    healthDescription: '',
  })),
});

/** Few of everything, so that all of it runs out. */
function nodes(): Node[] {
  const { resources, reserved } = aNode('n');
  return ['n1', 'n2', 'n3'].map((name, at) =>
    aNode(name, {
      resources: {
        ...resources,
        minDynamicPort: 20_000,
        maxDynamicPort: 20_003,
        reservableCores: [0, 1, 2, 3],
        hostNetworks: [
          { name: 'private', device: 'eth1', ip: '192.168.0.1', reservedPorts: '20001' },
        ],
        devices: [gpus('a100', ['a', 'b'], ['c']), gpus('t4', at === 0 ? [] : ['d'], [])],
      },
      reserved: { ...reserved, cores: [at] },
    }),
  );
}

function jobOf({ job, count, priority, cores, devices, model, ...ports }: Wish): Job {
  const { resources } = aTask();
  const device = { name: model, count: devices, constraints: [], affinities: [] };
  const port = (label: string, value: number) => ({
    label,
    value,
    to: 0,
    hostNetwork: ports.network,
  });
  const asked = {
    ...resources,
    cpuMhz: cores > 0 ? 0 : 100,
    cores,
    devices: devices > 0 ? [device] : [],
  };
  const network = {
    mode: 'host',
    reservedPorts: ports.fixedPort ? [port('http', 8_080)] : [],
    dynamicPorts: Array.from({ length: ports.dynamicPorts }, (_, i) => port(`p${i}`, 0)),
  };
  return oneGroup(
    { count, tasks: [aTask({ resources: asked })], networks: [network] },
    { id: `j${job}`, priority },
  );
}

/** Things that only one allocation may hold, each as a text. */
function heldBy({ cores, devices, ports }: AllocationRow): string[] {
  return [
    ...Object.values(cores ?? {})
      .flat()
      .map((core) => `core ${core}`),
    ...(devices ?? []).flatMap(({ name, instanceIds }) =>
      instanceIds.map((id) => `device ${name} ${id}`),
    ),
    ...ports.map(({ value, hostNetwork = 'default' }) => `port ${value} of ${hostNetwork}`),
  ];
}

/** What nobody may hold: it is sick, or kept for the machine. */
const forbiddenOn = (at: number): string[] => [
  `core ${at}`,
  'device a100 c',
  'port 20001 of private',
];

/** What is held twice, or by anybody at all though nobody may. */
function wronglyHeld({ state }: TestCluster): string[] {
  return [...state.nodes.keys()].flatMap((id, at) => {
    const held = allocsOfNode(state, id)
      .filter((alloc) => !isTerminal(alloc))
      .flatMap(heldBy);
    return held.filter((each, i) => held.indexOf(each) !== i || forbiddenOn(at).includes(each));
  });
}

/** Placements that got more or less than they asked for. */
function wronglyServed({ state }: TestCluster): AllocationRow[] {
  return [...state.allocs.values()].filter((alloc) => {
    const group = alloc.jobVersion.job.groups.find(({ name }) => name === alloc.groupName);
    const [asked] = group?.tasks.map(({ resources }) => resources) ?? [];
    const [device] = asked?.devices ?? [];
    const cores = Object.values(alloc.cores ?? {}).flat().length;
    const devices = (alloc.devices ?? []).flatMap(({ instanceIds }) => instanceIds).length;
    return cores !== (asked?.cores ?? 0) || devices !== (device?.count ?? 0);
  });
}

test('no core, device or port of a network is held twice, nor one that is kept from allocations', () => {
  hold(
    property(wishes, boolean(), (wanted, service) => {
      const cluster = clusterOf(nodes());
      cluster.configure({
        preemption: { service, batch: false, system: true, sysbatch: false },
      });
      for (const each of wanted) {
        cluster.nowMs += 1_000;
        if (each.endsFirst) {
          for (const alloc of cluster.living(`j${each.job}`)) cluster.report(alloc, 'failed');
        }
        cluster.run(cluster.register(jobOf(each)));
        expect(wronglyHeld(cluster)).toEqual([]);
        expect(wronglyServed(cluster)).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});
