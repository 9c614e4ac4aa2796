import {
  type AllocationRow,
  allocsOfJob,
  type Commit,
  type DomainEvent,
  groupOf,
  isTerminal,
  jobKey,
  type State,
} from '@steppe/domain';

/** Without a `migrate` block one allocation of a group moves at a time. */
const MAX_PARALLEL_DEFAULT = 1;

/**
 * Judges how fast a drain goes: before its deadline no more allocations of a group are on the move at once than
 * `migrate.max_parallel`, unless the group has more than its count.
 *
 * @param state as it was before the event.
 * @returns what is wrong with the event; undefined when nothing is.
 */
export function drainPace(
  state: State,
  event: DomainEvent,
  { actor, atMs }: Commit,
): string | undefined {
  // What a person has moved is not the drain's.
  if (event.type !== 'AllocationMigrationRequested' || !actor.startsWith('broker'))
    return undefined;
  const asked = state.allocs.get(event.allocId);
  if (!asked || asked.jobVersion.job.type !== 'service' || asked.migrateRequested) return undefined;
  const drain = state.nodes.get(asked.nodeId)?.drain;
  if (!drain || (drain.forceDeadlineMs > 0 && drain.forceDeadlineMs <= atMs)) return undefined;
  const { namespace, id } = asked.jobVersion.job;
  const key = jobKey(namespace, id);
  const version = state.jobs.get(key)?.current ?? asked.jobVersion;
  const group = groupOf(version, asked.groupName);
  if (!group) return undefined;
  const maxParallel = group.migrate?.maxParallel ?? MAX_PARALLEL_DEFAULT;
  const ofGroup = allocsOfJob(state, key).filter(({ groupName }) => groupName === group.name);
  const moving = ofGroup.filter((alloc) => isMoving(state, alloc)).length + 1;
  const staying = ofGroup.filter((alloc) => alloc !== asked && isSettled(alloc)).length;
  if (moving <= maxParallel || staying >= group.count - maxParallel) return undefined;
  return `${moving} of ${id} move at once and ${staying} stay, at most ${maxParallel} of ${group.count} may move`;
}

/** Asked to move, and nothing runs in its place yet. */
function isMoving(state: State, alloc: AllocationRow): boolean {
  if (!alloc.migrateRequested) return false;
  if (!isTerminal(alloc)) return true;
  const next = alloc.nextAllocId === undefined ? undefined : state.allocs.get(alloc.nextAllocId);
  return next !== undefined && next.desiredStatus === 'run' && next.clientStatus === 'pending';
}

function isSettled(alloc: AllocationRow): boolean {
  const { clientStatus, migrateRequested, health } = alloc;
  return (
    !isTerminal(alloc) &&
    !migrateRequested &&
    clientStatus === 'running' &&
    health?.healthy !== false
  );
}
