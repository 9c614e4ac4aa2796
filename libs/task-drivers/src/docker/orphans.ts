import type Docker from 'dockerode';
import { ALLOC_LABEL, NODE_LABEL, TASK_LABEL } from './container-labels.ts';
import { removeContainer } from './create-container.ts';

export interface OrphanOptions {
  readonly nodeId: string;
  /** Tells whether the agent has such a task. */
  readonly isKnown: (task: { readonly allocId: string; readonly taskName: string }) => boolean;
  readonly nowMs: number;
  /** Spares containers younger than this, whose start may be under way. */
  readonly graceMs: number;
}

/**
 * Removes the containers of this node that no task owns, and returns their names. Those of other nodes on the same
 * engine, or made by hand, are left alone.
 */
export async function removeOrphans(docker: Docker, options: OrphanOptions): Promise<string[]> {
  const containers = await docker.listContainers({
    all: true,
    filters: { label: [`${NODE_LABEL}=${options.nodeId}`] },
  });
  const removed: string[] = [];
  for (const { Id, Created, Labels, Names } of containers) {
    const task = { allocId: Labels[ALLOC_LABEL] ?? '', taskName: Labels[TASK_LABEL] ?? '' };
    const ageMs = options.nowMs - Created * 1_000;
    if (ageMs < options.graceMs || options.isKnown(task)) continue;
    await removeContainer(docker.getContainer(Id));
    removed.push(Names[0] ?? Id);
  }
  return removed;
}
