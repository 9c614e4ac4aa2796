import type Docker from 'dockerode';
import { ALLOC_LABEL, NODE_LABEL, TASK_LABEL } from './container-labels.ts';
import type { OrphanOptions } from '../task-driver.ts';
import { removeContainer } from './create-container.ts';

/**
 * Removes the containers of this node that no task owns, unless it is a dry run, and returns their names. Those of other nodes on the same
 * engine, or made by hand, are left alone.
 */
export async function removeOrphans(
  docker: Docker,
  {
    nodeId,
    includesEnded,
    ...options
  }: OrphanOptions & { readonly nodeId: string; readonly includesEnded: boolean },
): Promise<string[]> {
  const containers = await docker.listContainers({
    all: includesEnded,
    filters: { label: [`${NODE_LABEL}=${nodeId}`] },
  });
  const removed: string[] = [];
  for (const { Id, Created, Labels, Names } of containers) {
    const task = { allocId: Labels[ALLOC_LABEL] ?? '', taskName: Labels[TASK_LABEL] ?? '' };
    const ageMs = options.nowMs - Created * 1_000;
    if (ageMs < options.graceMs || options.isKnown(task)) continue;
    if (!options.isDryRun) await removeContainer(docker.getContainer(Id));
    removed.push(Names[0] ?? Id);
  }
  return removed;
}
