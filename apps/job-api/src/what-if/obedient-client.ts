import {
  type AllocationRow,
  type AllocationStatusReported,
  type EpochMs,
  type Recorded,
  type State,
  subjects,
} from '@steppe/domain';
import type { Happening } from './forecast.ts';

/** What a node's agent says once it has done what an entry tells it; undefined when it is told nothing, or is gone. */
export function reportsOn(state: State, { subject, commit }: Recorded): Happening | undefined {
  if (!subject.startsWith('node.')) return undefined;
  const rows = commit.events.flatMap((event) => {
    if (event.type === 'AllocationPlaced') return state.allocs.get(event.placement.allocId) ?? [];
    const isTold = event.type === 'AllocationUpdated' || event.type === 'AllocationStopped';
    return isTold ? (state.allocs.get(event.allocId) ?? []) : [];
  });
  const [{ nodeId } = { nodeId: '' }] = rows;
  if (state.nodes.get(nodeId)?.status !== 'ready') return undefined;
  return {
    subject: subjects.client(nodeId),
    events: rows.map((row) => reportOn(row, commit.atMs)),
  };
}

/** What is to run runs and is healthy, and what is to stop has ended. */
export function reportOn(
  { id: allocId, desiredStatus }: AllocationRow,
  atMs: EpochMs,
): AllocationStatusReported {
  const about = { type: 'AllocationStatusReported', v: 1, allocId, tasks: {} } as const;
  if (desiredStatus !== 'run') {
    const clientDescription = 'All tasks have completed';
    return { ...about, clientStatus: 'complete', clientDescription };
  }
  return {
    ...about,
    clientStatus: 'running',
    clientDescription: 'Tasks are running',
    deploymentHealth: { healthy: true, atMs },
  };
}
