import type { JobVersion } from '../job/job-version.ts';
import type { TaskResources } from '../job/resources.ts';
import type { Task } from '../job/task.ts';
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

/**
 * Tasks of a group do not all run at once: what must end before the main tasks, and what starts after them,
 * needs no room beside them. So each dimension counts the phase that needs most. Source: Nomad's
 * AllocatedResources.Comparable.
 */
export function demandOfGroup(group: TaskGroup): GroupDemand {
  const phases = { before: nothing(), main: nothing(), after: nothing() };
  for (const task of group.tasks) {
    for (const phase of phasesOf(task)) add(phases[phase], task.resources);
  }
  const { before, main, after } = phases;
  return {
    cpuMhz: Math.max(before.cpuMhz, main.cpuMhz, after.cpuMhz),
    memoryMb: Math.max(before.memoryMb, main.memoryMb, after.memoryMb),
    memoryMaxMb: Math.max(before.memoryMaxMb, main.memoryMaxMb, after.memoryMaxMb),
    // Each task has cores of its own, even if it runs when others do not.
    cores: group.tasks.reduce((sum, { resources }) => sum + resources.cores, 0),
    diskMb: group.ephemeralDisk.sizeMb,
  };
}

type Phase = 'before' | 'main' | 'after';

/** A sidecar that starts first goes on beside the main tasks. */
function phasesOf({ lifecycle }: Task): readonly Phase[] {
  if (lifecycle?.hook === 'prestart') return lifecycle.sidecar ? ['before', 'main'] : ['before'];
  return lifecycle?.hook === 'poststop' ? ['after'] : ['main'];
}

function nothing() {
  return { cpuMhz: 0, memoryMb: 0, memoryMaxMb: 0 };
}

function add(sum: ReturnType<typeof nothing>, resources: TaskResources): void {
  sum.cpuMhz += resources.cpuMhz;
  sum.memoryMb += resources.memoryMb;
  sum.memoryMaxMb += resources.memoryMaxMb || resources.memoryMb;
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
  assert(
    demand !== undefined,
    () => `job ${version.job.id} at ${version.seq} has no group ${groupName}`,
  );
  return demand;
}
