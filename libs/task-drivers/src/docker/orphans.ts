import { z } from 'zod';
import { ALLOC_LABEL, NODE_LABEL, TASK_LABEL } from './container-labels.ts';
import type { OrphanOptions } from '../task-driver.ts';
import { removeContainer } from './create-container.ts';
import type { DockerEngine } from './docker-engine.ts';

const Containers = z.array(
  z.object({
    Id: z.string(),
    /** Seconds. */
    Created: z.number(),
    Labels: z.record(z.string(), z.string()),
    Names: z.array(z.string()),
  }),
);

/**
 * Removes the containers of this node that no task owns, unless it is a dry run, and returns their names. Those of other nodes on the same
 * engine, or made by hand, are left alone.
 */
export async function removeOrphans(
  engine: DockerEngine,
  {
    nodeId,
    includesEnded,
    ...options
  }: OrphanOptions & { readonly nodeId: string; readonly includesEnded: boolean },
): Promise<string[]> {
  const query = new URLSearchParams({
    all: String(includesEnded),
    filters: JSON.stringify({ label: [`${NODE_LABEL}=${nodeId}`] }),
  });
  const containers = Containers.parse(await engine.get(`/containers/json?${query.toString()}`));
  const removed: string[] = [];
  for (const { Id, Created, Labels, Names } of containers) {
    const task = { allocId: Labels[ALLOC_LABEL] ?? '', taskName: Labels[TASK_LABEL] ?? '' };
    const ageMs = options.nowMs - Created * 1_000;
    if (ageMs < options.graceMs || options.isKnown(task)) continue;
    if (!options.isDryRun) {
      const docker = await engine.client();
      await removeContainer(docker.getContainer(Id));
    }
    removed.push(Names[0] ?? Id);
  }
  return removed;
}
