import type {
  DeploymentGroup,
  DeploymentProgress,
  DeploymentRow,
  DeploymentStatus,
  EpochMs,
} from '@steppe/domain';

export interface Outcome {
  readonly status: Extract<DeploymentStatus, 'successful' | 'failed'>;
  readonly statusDescription: string;
  /** Failed, and a group wants its job to go back to the last version that was stable. */
  readonly shallRevert: boolean;
}

interface Group extends DeploymentGroup {
  readonly progress: DeploymentProgress;
}

/**
 * How a running deployment ends at this time; undefined while it goes on.
 *
 * A group with a progress deadline may see unhealthy allocations, which are replaced, until no allocation
 * became healthy in time; without one, the first unhealthy allocation fails it. Source: Nomad's deployment watcher.
 */
export function outcomeOf(row: DeploymentRow, nowMs: EpochMs): Outcome | undefined {
  if (row.status !== 'running') return undefined;
  const groups = groupsOf(row);
  if (groups.length > 0 && groups.every(isDone)) {
    return {
      status: 'successful',
      statusDescription: 'Deployment completed successfully',
      shallRevert: false,
    };
  }
  const unhealthy = groups.filter(hasFailedAtOnce);
  if (unhealthy.length > 0) return failure('Failed due to unhealthy allocations', unhealthy);
  const late = groups.filter((group) => isLate(group, nowMs));
  if (late.length > 0) return failure('Failed due to progress deadline', late);
  return undefined;
}

/** When the deployment fails unless an allocation becomes healthy; undefined when it has no deadline. */
export function progressDeadlineOf(row: DeploymentRow): EpochMs | undefined {
  const deadlines = groupsOf(row)
    .filter((group) => !hasEnoughHealthy(group))
    .map(({ progress }) => progress.requireProgressByMs)
    .filter((atMs) => atMs !== undefined);
  return deadlines.length === 0 ? undefined : Math.min(...deadlines);
}

/** Whether allocations are still to be placed, so that a change of health lets the scheduler go on. */
export function hasMoreToPlace(row: DeploymentRow): boolean {
  return groupsOf(row).some(
    ({ progress, desiredTotal, desiredCanaries }) =>
      desiredCanaries > 0 ||
      progress.placedAllocs - progress.goneAllocs < desiredTotal ||
      progress.unhealthyAllocs > 0,
  );
}

function groupsOf({ deployment, progress }: DeploymentRow): Group[] {
  return Object.entries(deployment.groups).flatMap(([name, group]) => {
    const own = progress[name];
    return own ? [{ ...group, progress: own }] : [];
  });
}

function isDone(group: Group): boolean {
  const needsPromotion = group.desiredCanaries > 0 && !group.progress.promoted;
  return !needsPromotion && group.progress.healthyAllocs >= group.desiredTotal;
}

/** While canaries wait for their promotion, it is them who must be healthy. */
function hasEnoughHealthy({ desiredCanaries, desiredTotal, progress }: Group): boolean {
  const isCanaryPhase = desiredCanaries > 0 && !progress.promoted;
  return progress.healthyAllocs >= (isCanaryPhase ? desiredCanaries : desiredTotal);
}

function hasFailedAtOnce({ progressDeadlineMs, progress }: Group): boolean {
  return progressDeadlineMs === 0 && progress.unhealthyAllocs > 0;
}

function isLate(group: Group, nowMs: EpochMs): boolean {
  const { requireProgressByMs } = group.progress;
  return (
    requireProgressByMs !== undefined && requireProgressByMs <= nowMs && !hasEnoughHealthy(group)
  );
}

function failure(statusDescription: string, groups: readonly Group[]): Outcome {
  const shallRevert = groups.some(({ autoRevert }) => autoRevert);
  return { status: 'failed', statusDescription, shallRevert };
}
