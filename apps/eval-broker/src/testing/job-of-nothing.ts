import type { Job } from '@steppe/domain';

/** A valid job that asks for nothing. */
export function jobOfNothing(id: string): Job {
  const restartPolicy = { attempts: 0, intervalMs: 0, delayMs: 0, mode: 'fail' } as const;
  const rules = { constraints: [], affinities: [] };
  return {
    ...rules,
    namespace: 'default',
    id,
    name: id,
    parentId: '',
    type: 'batch',
    region: 'global',
    priority: 50,
    allAtOnce: false,
    datacenters: ['*'],
    nodePool: 'default',
    spreads: [],
    groups: [
      {
        ...rules,
        name: 'app',
        count: 1,
        spreads: [],
        networks: [],
        volumes: {},
        tasks: [
          {
            ...rules,
            name: 'main',
            driver: 'mock',
            user: '',
            leader: false,
            config: {},
            env: {},
            meta: {},
            resources: {
              cpuMhz: 0,
              cores: 0,
              memoryMb: 0,
              memoryMaxMb: 0,
              networks: [],
              devices: [],
            },
            restartPolicy,
            killTimeoutMs: 0,
            killSignal: '',
            shutdownDelayMs: 0,
            logs: { maxFiles: 1, maxFileSizeMb: 1, disabled: false },
            extra: {},
          },
        ],
        restartPolicy,
        preventRescheduleOnLost: false,
        ephemeralDisk: { sizeMb: 0, sticky: false, migrate: false },
        meta: {},
        extra: {},
      },
    ],
    meta: {},
    extra: {},
  };
}
