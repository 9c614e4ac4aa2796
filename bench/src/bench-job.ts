import { canonicalJob, jobFromWire, WireJob } from '@steppe/api-contract';
import type { Job } from '@steppe/domain';

export interface BenchJob {
  readonly id: string;
  readonly count: number;
  readonly type: 'batch' | 'service';
  /** Whether its allocations are to be spread over racks. @default false */
  readonly spread?: boolean;
}

/** They must fit on the disk. */
const SMALL_LOGS = { MaxFiles: 1, MaxFileSizeMB: 5 };

/** A job of small raw_exec tasks that sleep: 10 MHz and 32 MB each, with one constraint, as the peer's figures were taken. */
export function sleepJob({ id, count, type, spread = false }: BenchJob): object {
  return {
    ID: id,
    Name: id,
    Type: type,
    Datacenters: ['dc1'],
    Constraints: [{ LTarget: '${attr.kernel.name}', RTarget: 'linux', Operand: '=' }],
    ...(spread && { Spreads: [{ Attribute: '${meta.rack}', Weight: 100 }] }),
    TaskGroups: [
      {
        Name: 'g',
        Count: count,
        EphemeralDisk: { SizeMB: 10 },
        Tasks: [
          {
            Name: 't',
            Driver: 'raw_exec',
            Config: { command: '/bin/sleep', args: ['3600'] },
            LogConfig: SMALL_LOGS,
            Resources: { CPU: 10, MemoryMB: 32 },
          },
        ],
      },
    ],
  };
}

/** A container that answers requests, from an image that is on the machine. */
export function echoJob({ id, count, type }: BenchJob): object {
  const task = {
    Name: 't',
    Driver: 'docker',
    Config: { image: 'hashicorp/http-echo', args: ['-text', 'bench'] },
    LogConfig: SMALL_LOGS,
    Resources: { CPU: 10, MemoryMB: 32 },
  };
  const group = { Name: 'g', Count: count, EphemeralDisk: { SizeMB: 10 }, Tasks: [task] };
  return { ID: id, Name: id, Type: type, Datacenters: ['dc1'], TaskGroups: [group] };
}

/** The same as the state holds it. */
export function domainJob(job: BenchJob): Job {
  return jobFromWire(canonicalJob(WireJob.parse(sleepJob(job)), 'default'));
}
