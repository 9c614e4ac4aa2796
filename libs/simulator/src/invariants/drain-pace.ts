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
 * Judges how fast a drain goes: before its deadline no more allocations of a group are on the move at once for the sake
 * of drains than `migrate.max_parallel`, unless the group has more than its count.
 */
export class DrainPace {
  readonly #state: State;
  /**
   * What people asked to move, or a deadline, also while the broker was about to ask for another one: it cannot know
   * which of its requests is stored first.
   */
  readonly #outOfPace = new Set<string>();

  /** @param state as it was before the entry that is observed. */
  constructor(state: State) {
    this.#state = state;
  }

  /** @returns what is wrong with the event; undefined when nothing is. */
  observe(event: DomainEvent, { actor, atMs }: Commit): string | undefined {
    if (event.type !== 'AllocationMigrationRequested') return undefined;
    if (!actor.startsWith('eval-broker/')) {
      this.#outOfPace.add(event.allocId);
      return undefined;
    }
    const asked = this.#state.allocs.get(event.allocId);
    if (!asked || asked.migrateRequested) return undefined;
    const drain = this.#state.nodes.get(asked.nodeId)?.drain;
    if (drain && (drain.forceDeadlineMs === 0 || drain.forceDeadlineMs > atMs)) {
      return this.#judge(asked);
    }
    this.#outOfPace.add(event.allocId);
    return undefined;
  }

  #judge(asked: AllocationRow): string | undefined {
    const { job } = asked.jobVersion;
    const key = jobKey(job.namespace, job.id);
    const version = this.#state.jobs.get(key)?.current ?? asked.jobVersion;
    const group = groupOf(version, asked.groupName);
    if (!group || job.type !== 'service') return undefined;
    const maxParallel = group.migrate?.maxParallel ?? MAX_PARALLEL_DEFAULT;
    const ofGroup = allocsOfJob(this.#state, key).filter(
      ({ groupName }) => groupName === group.name,
    );
    const moved = ofGroup.filter(({ id }) => !this.#outOfPace.has(id));
    const moving = moved.filter((alloc) => isMoving(this.#state, alloc)).length + 1;
    const staying = ofGroup.filter((alloc) => alloc !== asked && isSettled(alloc)).length;
    if (moving <= maxParallel || staying >= group.count - maxParallel) return undefined;
    return `${moving} of ${job.id} move at once and ${staying} stay, at most ${maxParallel} of ${group.count} may move`;
  }
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
