import {
  type AllocationRow,
  isClientTerminal,
  isTerminal,
  type JobRow,
  type NodeRow,
  type State,
} from '@steppe/domain';

/** Without a `migrate` block one allocation of a group moves at a time. */
const MAX_PARALLEL_DEFAULT = 1;

/** Whether an allocation still keeps its node from being drained. */
export function holdsUpDrain(row: AllocationRow, { drain }: NodeRow): boolean {
  return !isClientTerminal(row) && !(drain?.ignoreSystemJobs && isSystem(row));
}

/**
 * Which allocations of a job on draining nodes are to move now. Of each group of a service as many as leave
 * `count - max_parallel` running; what a batch job runs may finish until the deadline. Source: Nomad's drainer.
 *
 * @param isAsked whether an allocation was asked to move, by an entry that may still be on its way.
 */
export function migrationBatch(
  state: State,
  {
    job,
    allocs,
    isAsked,
  }: {
    job: JobRow;
    allocs: readonly AllocationRow[];
    isAsked: (row: AllocationRow) => boolean;
  },
): AllocationRow[] {
  const { type, groups } = job.current.job;
  if (type !== 'service') return [];
  return groups.flatMap(({ name, count, migrate }) => {
    const ofGroup = allocs.filter((row) => row.groupName === name && !isTerminal(row));
    const staying = ofGroup.filter((row) => !isAsked(row));
    const healthy = staying.filter(isHealthy).length;
    const mayGo = healthy - (count - (migrate?.maxParallel ?? MAX_PARALLEL_DEFAULT));
    const drainable = staying.filter((row) => state.nodes.get(row.nodeId)?.drain !== undefined);
    return drainable.slice(0, Math.max(0, mayGo));
  });
}

/** Which allocations of a draining node are to move whatever becomes of them: at the deadline all of them. */
export function forcedMigrations(
  allocs: readonly AllocationRow[],
  { node, nowMs }: { node: NodeRow; nowMs: number },
): AllocationRow[] {
  const holding = allocs.filter((row) => holdsUpDrain(row, node));
  const open = holding.filter((row) => !isTerminal(row));
  const forceMs = node.drain?.forceDeadlineMs ?? 0;
  if (forceMs > 0 && forceMs <= nowMs) return open;
  // System jobs serve the others on their node, so they go last.
  return holding.every(isSystem) ? open : [];
}

/** An allocation outside of any deployment is healthy when it runs. */
function isHealthy({ clientStatus, health }: AllocationRow): boolean {
  return clientStatus === 'running' && health?.healthy !== false;
}

function isSystem({ jobVersion }: AllocationRow): boolean {
  const { type } = jobVersion.job;
  return type === 'system' || type === 'sysbatch';
}
