import type { JobVersion } from '../job/job-version.ts';
import type { TaskGroup } from '../job/task-group.ts';
import { assert } from '../assert.ts';

/** What one allocation of a group takes from its node, ports apart. */
export interface GroupDemand {
  readonly cpuMhz: number;
  readonly memoryMb: number;
  /** As `memoryMb`, where memory may be oversubscribed the higher limit. */
  readonly memoryMaxMb: number;
  readonly diskMb: number;
  readonly cores: number;
}

export function demandOfGroup(group: TaskGroup): GroupDemand {
  let [cpuMhz, memoryMb, memoryMaxMb, cores] = [0, 0, 0, 0];
  for (const { resources } of group.tasks) {
    cpuMhz += resources.cpuMhz;
    memoryMb += resources.memoryMb;
    memoryMaxMb += resources.memoryMaxMb || resources.memoryMb;
    cores += resources.cores;
  }
  return { cpuMhz, memoryMb, memoryMaxMb, cores, diskMb: group.ephemeralDisk.sizeMb };
}

const demandsOfVersion = new WeakMap<JobVersion, Map<string, GroupDemand>>();

/** The demand of a group of a job's version. Computed once per version: it is asked for at every placement. */
export function demandOf(version: JobVersion, groupName: string): GroupDemand {
  let demands = demandsOfVersion.get(version);
  if (!demands) {
    demands = new Map(version.job.groups.map((group) => [group.name, demandOfGroup(group)]));
    demandsOfVersion.set(version, demands);
  }
  const demand = demands.get(groupName);
  assert(demand !== undefined, `job ${version.job.id} at ${version.seq} has no group ${groupName}`);
  return demand;
}
