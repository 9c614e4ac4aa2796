import {
  type AllocationRow,
  allocsOfJob,
  type Commit,
  type DeploymentRow,
  type DomainEvent,
  evalsOfJob,
  groupOf,
  isActiveDeployment,
  isTerminal,
  jobKey,
  type JobKey,
  latestDeployment,
  type Placement,
  type Seq,
  type State,
} from '@steppe/domain';

/** How the scheduler says that a roll-out takes an allocation down. */
const UPDATING = 'alloc is being updated due to job update';

/**
 * Judges how fast a roll-out goes: of a group no more allocations may be down at once for the sake of a deployment
 * than `max_parallel`, unless the group has more than its count; and no more canaries run before their promotion than
 * `canary`. What a plan does whose evaluation was ended by another worker meanwhile is not judged: a placement compares
 * its own node with what the plan has seen, and not the whole job.
 */
export class RollOutPace {
  readonly #state: State;
  /** By deployment and group, what it took down: each until one of the deployment was healthy in its place. */
  readonly #takenDown = new Map<string, AllocationRow[]>();

  /** @param state as it was before the entry that is observed. */
  constructor(state: State) {
    this.#state = state;
  }

  /** @returns what is wrong with an event of the entry; undefined when nothing is. */
  observe(event: DomainEvent, { cause = 0 }: Commit): string | undefined {
    if (event.type === 'AllocationStopped' && event.desiredDescription === UPDATING) {
      const alloc = this.#state.allocs.get(event.allocId);
      return alloc && !isTerminal(alloc) ? this.#observeUpdate(alloc, cause) : undefined;
    }
    if (event.type !== 'AllocationPlaced') return undefined;
    return this.#observeCanary(event.placement, cause);
  }

  #observeUpdate(alloc: AllocationRow, cause: Seq): string | undefined {
    const { groupName } = alloc;
    const { namespace, id: jobId } = alloc.jobVersion.job;
    const ownJob = jobKey(namespace, jobId);
    const row = latestDeployment(this.#state, ownJob);
    const version = row && this.#state.jobVersions.get(row.deployment.jobSeq);
    const group = version && groupOf(version, groupName);
    if (!row || !isActiveDeployment(row) || !row.deployment.groups[groupName]) return undefined;
    const maxParallel = group?.update?.maxParallel ?? 0;
    if (!group || maxParallel === 0) return undefined;
    const key = `${row.deployment.id}/${groupName}`;
    const ofGroup = allocsOfJob(this.#state, ownJob).filter(
      (other) => other.groupName === groupName,
    );
    const isDown = (taken: AllocationRow) => !isReplaced(this.#state, { taken, row, ofGroup });
    const down = [...(this.#takenDown.get(key) ?? []).filter(isDown), alloc];
    this.#takenDown.set(key, down);
    const taken = new Set(down.map(({ id }) => id));
    const up = ofGroup.filter((other) => !taken.has(other.id) && isUp(other, row)).length;
    const isEverywhere = alloc.jobVersion.job.type === 'system';
    const isEnough = !isEverywhere && up >= group.count - maxParallel;
    if (down.length <= maxParallel || isEnough) return undefined;
    if (this.#isSuperseded(ownJob, cause)) return undefined;
    return `the roll-out of ${jobId} has taken down ${down.length} of ${groupName}, and ${up} are up; at most ${maxParallel} of ${group.count} may be down`;
  }

  #observeCanary(
    { canary, deploymentId, group, namespace, jobId }: Placement,
    cause: Seq,
  ): string | undefined {
    const row = deploymentId === undefined ? undefined : this.#state.deployments.get(deploymentId);
    const version = row && this.#state.jobVersions.get(row.deployment.jobSeq);
    const wanted = (version && groupOf(version, group)?.update?.canary) ?? 0;
    const progress = row?.progress[group];
    if (!canary || !progress) return undefined;
    const running = progress.placedCanaries.filter((id) => this.#isSound(id)).length + 1;
    if (running <= wanted) return undefined;
    if (this.#isSuperseded(jobKey(namespace, jobId), cause)) return undefined;
    return `${jobId} has ${running} canaries of ${group}, and wants ${wanted}`;
  }

  /** One whose node was lost or drains is about to go. */
  #isSound(allocId: string): boolean {
    const alloc = this.#state.allocs.get(allocId);
    if (!alloc || isTerminal(alloc) || alloc.migrateRequested) return false;
    return this.#state.nodes.get(alloc.nodeId)?.status === 'ready';
  }

  /** Whether a plan, made of the state at `cause`, comes after the end of an evaluation that it has not seen. */
  #isSuperseded(key: JobKey, cause: Seq): boolean {
    return evalsOfJob(this.#state, key).some(
      ({ status, modifySeq }) =>
        modifySeq > cause && (status === 'complete' || status === 'failed' || status === 'blocked'),
    );
  }
}

/**
 * Whether the deployment made up for what it took down; that its replacement has to move, or that its node was lost,
 * is not its doing.
 */
function isReplaced(
  state: State,
  {
    taken,
    row: { deployment },
    ofGroup,
  }: { taken: AllocationRow; row: DeploymentRow; ofGroup: readonly AllocationRow[] },
): boolean {
  const isEverywhere = taken.jobVersion.job.type === 'system';
  return ofGroup.some(
    (alloc) =>
      alloc.deploymentId === deployment.id &&
      (isEverywhere ? alloc.nodeId === taken.nodeId : alloc.index === taken.index) &&
      (alloc.health?.healthy === true ||
        alloc.migrateRequested ||
        state.nodes.get(alloc.nodeId)?.status !== 'ready'),
  );
}

/** Runs, and if it is of the deployment, is healthy. */
function isUp(alloc: AllocationRow, { deployment }: DeploymentRow): boolean {
  if (isTerminal(alloc)) return false;
  return alloc.deploymentId !== deployment.id || alloc.health?.healthy === true;
}
