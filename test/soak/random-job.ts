import type { SeededRandom } from '@steppe/simulator';

const SECOND_NS = 1e9;
const IMAGE = 'hashicorp/http-echo';
/** They must fit on the disk. */
const SMALL_LOGS = { MaxFiles: 1, MaxFileSizeMB: 5 };

interface SoakTask {
  readonly Name: string;
  readonly Driver: string;
  readonly Config: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

const shell = (
  name: string,
  script: string,
  more: Readonly<Record<string, unknown>> = {},
): SoakTask => ({
  Name: name,
  Driver: 'raw_exec',
  Config: { command: '/bin/sh', args: ['-c', script] },
  LogConfig: SMALL_LOGS,
  ...more,
});

const echo = (text: string): SoakTask => ({
  Name: 'echo',
  Driver: 'docker',
  Config: { image: IMAGE, args: text === '' ? [] : ['-text', text] },
  LogConfig: SMALL_LOGS,
});

/** What a job may be made of. Each kind ends, fails or leaves something behind in a way of its own. */
const KINDS: readonly ((random: SeededRandom) => { type: string; tasks: readonly SoakTask[] })[] = [
  () => ({ type: 'service', tasks: [shell('sleeper', 'exec sleep 3600')] }),
  () => ({ type: 'service', tasks: [shell('parent', 'sleep 3600 & setsid sleep 3600 & wait')] }),
  () => ({ type: 'service', tasks: [shell('deaf', `trap '' INT TERM; sleep 3600 & wait; wait`)] }),
  (random) => ({
    type: 'batch',
    tasks: [shell('work', `sleep ${random.int(0, 4)}; exit ${random.int(0, 1)}`)],
  }),
  () => ({
    type: 'service',
    tasks: [
      { Name: 'isolated', Driver: 'exec', Config: { command: '/bin/sleep', args: ['3600'] } },
    ],
  }),
  () => ({ type: 'service', tasks: [echo('soak')] }),
  () => ({ type: 'batch', tasks: [echo('')] }),
  (random) => ({
    type: random.pick(['service', 'batch']),
    tasks: [
      {
        Name: 'mock',
        Driver: 'mock_driver',
        Config: { run_for: random.pick(['2s', '1h']), exit_code: random.int(0, 1) },
      },
    ],
  }),
  () => ({
    type: 'service',
    tasks: [
      shell('beside', 'exec sleep 3600', { Lifecycle: { Hook: 'prestart', Sidecar: true } }),
      echo('main'),
      shell('after', 'true', { Lifecycle: { Hook: 'poststop' } }),
    ],
  }),
  () => ({
    type: 'service',
    tasks: [
      shell('templated', '[ "$FROM" = yes ] && exec sleep 3600', {
        Templates: [{ EmbeddedTmpl: 'FROM=yes', DestPath: 'secrets/env', Envvars: true }],
      }),
    ],
  }),
];

/** A job as it is posted. */
export function randomJob(id: string, random: SeededRandom): object {
  const { type, tasks } = random.pick(KINDS)(random);
  const group = {
    Name: 'group',
    Count: random.int(1, 2),
    EphemeralDisk: { SizeMB: 10 },
    RestartPolicy: {
      Attempts: 1,
      Delay: SECOND_NS,
      Interval: 30 * SECOND_NS,
      Mode: random.pick(['fail', 'delay']),
    },
    ReschedulePolicy: {
      Attempts: 1,
      Interval: 600 * SECOND_NS,
      Delay: 5 * SECOND_NS,
      Unlimited: false,
    },
    Tasks: tasks.map((task) => ({
      ...task,
      KillTimeout: 2 * SECOND_NS,
      Env: { ROUND: String(random.int(1, 1e6)) },
      Resources: { CPU: 20, MemoryMB: 16 },
    })),
  };
  const Update = { MaxParallel: 1, MinHealthyTime: 0, HealthCheck: 'task_states' };
  return {
    ID: id,
    Name: id,
    Type: type,
    Datacenters: ['dc1'],
    ...(type === 'service' ? { Update } : {}),
    TaskGroups: [group],
  };
}
