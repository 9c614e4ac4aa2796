import type {
  DisconnectStrategy,
  Job,
  JobType,
  MigrateStrategy,
  TaskGroup,
  UpdateStrategy,
} from '@steppe/domain';
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

/** A job keeps its type for ever, so that follows from its name; the others are services. */
const TYPES: Readonly<Record<string, JobType>> = {
  'job-1': 'batch',
  'job-2': 'batch',
  'job-7': 'system',
  'job-8': 'sysbatch',
  'job-9': 'batch',
  'job-10': 'batch',
};
const PERIODIC_JOB = 'job-9';
export const PARAMETERIZED_JOB = 'job-10';
export const JOBS = Array.from({ length: 10 }, (_, i) => `job-${i + 1}`);

/** A job that wants some of what a node has. */
export function randomJob(id: string, random: SeededRandom): Job {
  const type = TYPES[id] ?? 'service';
  const isEverywhere = type === 'system' || type === 'sysbatch';
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
    affinities: random.chance(0.2) ? [{ ...rack, weight: random.pick([-50, 50]) }] : [],
    spreads: random.chance(0.2) ? [{ attribute: '${attr.rack}', weight: 50, targets: [] }] : [],
    groups: [randomGroup(random, random.chance(0.2) && !isEverywhere ? [distinct] : [], type)],
    meta: {},
    extra: {},
    ...(id === PERIODIC_JOB && { periodic: everyMinute(random) }),
    ...(id === PARAMETERIZED_JOB && { parameterized: {} }),
  };
}

function everyMinute(random: SeededRandom): Job['periodic'] {
  return { Enabled: true, Spec: '* * * * *', ProhibitOverlap: random.chance(0.5), TimeZone: 'UTC' };
}

function randomGroup(
  random: SeededRandom,
  constraints: TaskGroup['constraints'],
  type: JobType,
): TaskGroup {
  const isEverywhere = type === 'system' || type === 'sysbatch';
  const update =
    (type === 'service' || type === 'system') && random.chance(0.5)
      ? randomUpdate(random, type)
      : undefined;
  const migrate = type === 'service' && random.chance(0.3) ? randomMigrate(random) : undefined;
  const disconnect = !isEverywhere && random.chance(0.75) ? randomDisconnect(random) : undefined;
  return {
    name: 'app',
    count: isEverywhere ? 1 : random.int(1, 4),
    constraints,
    affinities: [],
    spreads: [],
    networks: isEverywhere ? [] : randomNetworks(random),
    volumes: {},
    tasks: [randomTask(random, isEverywhere ? 3 : 12)],
    restartPolicy: RESTARTS,
    reschedulePolicy: RESCHEDULES,
    preventRescheduleOnLost: false,
    ephemeralDisk: { sizeMb: random.int(0, 6) * 100, sticky: random.chance(0.2), migrate: false },
    meta: {},
    extra: {},
    ...(update && { update }),
    ...(migrate && { migrate }),
    ...(disconnect && { disconnect }),
  };
}

/** @param size the most that it asks for, in hundreds of MHz and MiB. */
function randomTask(random: SeededRandom, size: number): TaskGroup['tasks'][number] {
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
      cpuMhz: random.int(1, size) * 100,
      cores: 0,
      memoryMb: random.int(1, size) * 100,
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

function randomMigrate(random: SeededRandom): MigrateStrategy {
  return {
    maxParallel: random.int(1, 2),
    healthCheck: 'task_states',
    minHealthyTimeMs: 1_000,
    healthyDeadlineMs: 15_000,
  };
}

/** What runs on a node that is out of touch is lost after a while, or ends there by itself. */
function randomDisconnect(random: SeededRandom): DisconnectStrategy {
  const strategies = ['best_score', 'longest_running', 'keep_original', 'keep_replacement'];
  const strategy = { replace: random.chance(0.7), reconcile: random.pick(strategies) };
  if (random.chance(0.25)) return { ...strategy, lostAfterMs: 0, stopOnClientAfterMs: 20_000 };
  return { ...strategy, lostAfterMs: random.pick([10_000, 30_000, 90_000]) };
}

function randomUpdate(random: SeededRandom, type: JobType): UpdateStrategy {
  return {
    staggerMs: 0,
    maxParallel: random.int(1, 2),
    healthCheck: 'task_states',
    minHealthyTimeMs: 2_000,
    healthyDeadlineMs: 15_000,
    progressDeadlineMs: 40_000,
    autoRevert: random.chance(0.5),
    autoPromote: random.chance(0.7),
    canary: type === 'service' && random.chance(0.3) ? random.int(1, 2) : 0,
  };
}
