import type Docker from 'dockerode';
import { DriverError } from '../driver-error.ts';
import type { TaskSpec } from '../task-spec.ts';
import type { DockerConfig } from './docker-config.ts';
import type { DockerDriverOptions } from './docker-options.ts';

const MIB = 1024 * 1024;
const DEFAULT_CFS_PERIOD_US = 100_000;

/** The limits of CPU, memory and processes. */
export function containerResources(
  spec: TaskSpec,
  config: DockerConfig,
  options: DockerDriverOptions,
): Docker.HostConfig {
  const pidsLimit = config.pids_limit ?? options.pidsLimit;
  const oomScoreAdj = config.oom_score_adj ?? options.oomScoreAdj;
  const cpuset = config.cpuset_cpus ?? spec.resources.cores?.join(',');
  return {
    ...memoryLimits(spec, config),
    CpuShares: Math.max(2, spec.resources.cpuMhz),
    ...(config.cpu_hard_limit === true ? cpuQuota(spec, config, options) : {}),
    ...(cpuset === undefined || cpuset === '' ? {} : { CpusetCpus: cpuset }),
    ...(pidsLimit === undefined || pidsLimit === 0 ? {} : { PidsLimit: pidsLimit }),
    ...(oomScoreAdj === undefined ? {} : { OomScoreAdj: oomScoreAdj }),
    ...(config.shm_size === undefined ? {} : { ShmSize: config.shm_size }),
    ...(config.ulimit === undefined
      ? {}
      : { Ulimits: Object.entries(config.ulimit).map(ulimitOf) }),
  };
}

/**
 * A task with a ceiling above its memory reserves the latter and may grow to the former. Swap is as large as memory,
 * which for Docker means none.
 */
function memoryLimits(
  { resources: { memoryMb, memoryMaxMb } }: TaskSpec,
  config: DockerConfig,
): Docker.HostConfig {
  const ceilingMb = config.memory_hard_limit ?? memoryMaxMb ?? 0;
  if (ceilingMb === -1) return { MemoryReservation: memoryMb * MIB };
  if (ceilingMb <= memoryMb) return { Memory: memoryMb * MIB, MemorySwap: memoryMb * MIB };
  return {
    Memory: ceilingMb * MIB,
    MemorySwap: ceilingMb * MIB,
    MemoryReservation: memoryMb * MIB,
  };
}

function cpuQuota(
  { resources }: TaskSpec,
  config: DockerConfig,
  { cpuMhzPerCore }: DockerDriverOptions,
): Docker.HostConfig {
  if (cpuMhzPerCore === undefined || cpuMhzPerCore <= 0) {
    throw new DriverError(
      'START_FAILED',
      'cpu_hard_limit is not possible: the speed of the CPU is unknown',
      {
        recoverable: false,
      },
    );
  }
  const CpuPeriod = config.cpu_cfs_period ?? DEFAULT_CFS_PERIOD_US;
  return {
    CpuPeriod,
    CpuQuota: Math.max(1_000, Math.round((resources.cpuMhz / cpuMhzPerCore) * CpuPeriod)),
  };
}

/** Reads `soft:hard`, or one number for both. */
function ulimitOf([name, value]: [string, string]): Docker.Ulimit {
  const [soft, hard = soft] = value.split(':').map(Number);
  if (
    soft === undefined ||
    hard === undefined ||
    !Number.isInteger(soft) ||
    !Number.isInteger(hard)
  ) {
    throw new DriverError(
      'START_FAILED',
      `Malformed ulimit ${name} "${value}": it must be "soft" or "soft:hard"`,
      {
        recoverable: false,
      },
    );
  }
  return { Name: name, Soft: soft, Hard: hard };
}
