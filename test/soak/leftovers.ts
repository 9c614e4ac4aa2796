import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineView } from './machine.ts';

/** What is still there of allocations that have all ended. */
export function leftoversOf({ processes, containers, mounts, cgroups }: MachineView): string[] {
  return [
    ...[...processes].map(([id, pids]) => `process ${pids.join(', ')} of ${id}`),
    ...containers.map((container) => `container ${container}`),
    ...mounts.map((mount) => `mount ${mount}`),
    ...cgroups.map((cgroup) => `control group ${cgroup}`),
  ];
}

/** Where the machine and the log differ in which allocations run. `expected` are those with a process or container of their own. */
export function differences(
  { processes }: Pick<MachineView, 'processes'>,
  expected: ReadonlySet<string>,
): string[] {
  const missing = [...expected].filter((id) => !processes.has(id));
  const surplus = [...processes.keys()].filter((id) => !expected.has(id));
  return [
    ...missing.map((id) => `${id} runs by the log, and nothing of it is on the machine`),
    ...surplus.map(
      (id) => `${id} does not run by the log, and has ${processes.get(id)?.join(', ')}`,
    ),
  ];
}

/** Directories and files that a node keeps of allocations, though it has removed them all. */
export async function keptBy(dataDir: string): Promise<string[]> {
  const kept: string[] = [];
  for (const dir of ['alloc', 'client/allocs', 'client/drivers', 'client/jobs']) {
    for (const name of await readdir(join(dataDir, dir)).catch(() => [])) {
      kept.push(`directory ${join(dataDir, dir, name)}`);
    }
  }
  return kept;
}
