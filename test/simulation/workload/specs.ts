import type { Job, Node, TaskGroup, UpdateStrategy } from '@steppe/domain';
import type { SeededRandom } from '@steppe/simulator';

const RESTARTS = { attempts: 1, intervalMs: 60_000, delayMs: 1_000, mode: 'fail' } as const;
const RESCHEDULES = {
  attempts: 0,
  intervalMs: 0,
  delayMs: 5_000,
  delayFunction: 'constant',
  maxDelayMs: 10_000,
  unlimited: true,
} as const;

/** A node of random size, in one of two racks and datacenters, with few ports. */
export function randomNode(id: string, random: SeededRandom): Node {
  return {
    id,
    name: id,
    datacenter: random.pick(['dc1', 'dc1', 'dc2']),
    nodePool: 'default',
    nodeClass: '',
    httpAddr: '127.0.0.1:4646',
    attributes: { 'kernel.name': 'linux', rack: random.pick(['r1', 'r2']) },
    meta: {},
    drivers: { mock: { detected: true, healthy: true, healthDescription: '', attributes: {} } },
    resources: {
      cpuMhz: random.int(10, 40) * 100,
      cpuCores: 4,
      memoryMb: random.int(10, 40) * 100,
      diskMb: random.int(10, 40) * 100,
      networks: [{ mode: 'host', device: 'eth0', ip: '10.0.0.1', cidr: '', mbits: 1_000 }],
      minDynamicPort: 20_000,
      maxDynamicPort: 20_003,
    },
    reserved: { cpuMhz: 100, memoryMb: 100, diskMb: 0, ports: '22,20001' },
    hostVolumes: {},
  };
}

/** A job that wants some of what a node has. A job keeps its type for ever, so that follows from its name. */
export function randomJob(id: string, random: SeededRandom): Job {
  const type = /-[12]$/.test(id) ? 'batch' : 'service';
  const rack = { leftTarget: '${attr.rack}', operand: '=', rightTarget: random.pick(['r1', 'r2']) };
  const distinct = { leftTarget: '', operand: 'distinct_hosts', rightTarget: 'true' };
  return {
    namespace: 'default',
    id,
    name: id,
    parentId: '',
    type,
    region: 'global',
    priority: random.pick([30, 50, 50, 80]),
    allAtOnce: false,
    datacenters: random.pick([['*'], ['*'], ['dc1'], ['dc2']]),
    nodePool: 'default',
    constraints: random.chance(0.25) ? [rack] : [],
    affinities: [],
    spreads: [],
    groups: [randomGroup(random, random.chance(0.2) ? [distinct] : [], type)],
    meta: {},
    extra: {},
  };
}

function randomGroup(
  random: SeededRandom,
  constraints: TaskGroup['constraints'],
  type: 'service' | 'batch',
): TaskGroup {
  const update = type === 'service' && random.chance(0.5) ? randomUpdate(random) : undefined;
  return {
    name: 'app',
    count: random.int(1, 4),
    constraints,
    affinities: [],
    spreads: [],
    networks: randomNetworks(random),
    volumes: {},
    tasks: [randomTask(random)],
    restartPolicy: RESTARTS,
    reschedulePolicy: RESCHEDULES,
    preventRescheduleOnLost: false,
    ephemeralDisk: { sizeMb: random.int(0, 6) * 100, sticky: false, migrate: false },
    meta: {},
    extra: {},
    ...(update && { update }),
  };
}

function randomTask(random: SeededRandom): TaskGroup['tasks'][number] {
  return {
    name: 'main',
    driver: 'mock',
    user: '',
    leader: false,
    config: {},
    env: {},
    meta: {},
    constraints: [],
    affinities: [],
    resources: {
      cpuMhz: random.int(1, 12) * 100,
      cores: 0,
      memoryMb: random.int(1, 12) * 100,
      memoryMaxMb: 0,
      networks: [],
      devices: [],
    },
    restartPolicy: RESTARTS,
    killTimeoutMs: 2_000,
    killSignal: '',
    shutdownDelayMs: 0,
    logs: { maxFiles: 1, maxFileSizeMb: 1, disabled: false },
    extra: {},
  };
}

/** Ports of which a node has few, so that jobs compete for them. */
function randomNetworks(random: SeededRandom): TaskGroup['networks'] {
  const port = { label: 'http', to: 0, hostNetwork: 'default' };
  const reservedPorts = random.chance(0.2) ? [{ ...port, value: 8_080 }] : [];
  const dynamicPorts = random.chance(0.4) ? [{ ...port, label: 'rpc', value: 0 }] : [];
  if (reservedPorts.length + dynamicPorts.length === 0) return [];
  return [{ mode: 'host', reservedPorts, dynamicPorts }];
}

function randomUpdate(random: SeededRandom): UpdateStrategy {
  return {
    staggerMs: 0,
    maxParallel: random.int(1, 2),
    healthCheck: 'task_states',
    minHealthyTimeMs: 2_000,
    healthyDeadlineMs: 15_000,
    progressDeadlineMs: 40_000,
    autoRevert: random.chance(0.5),
    autoPromote: true,
    canary: random.chance(0.2) ? 1 : 0,
  };
}

/** The same job with another count. */
export function scaled(job: Job, count: number): Job {
  return { ...job, groups: job.groups.map((group) => ({ ...group, count })) };
}

/** The same job with new environment, which needs a new start, or a new priority, which does not. */
export function changed(job: Job, random: SeededRandom): Job {
  if (random.chance(0.3)) return { ...job, priority: job.priority + 1 };
  const env = { REVISION: random.uuid() };
  return {
    ...job,
    groups: job.groups.map((group) => ({
      ...group,
      tasks: group.tasks.map((task) => ({ ...task, env })),
    })),
  };
}
