import type { AllocationRow, DeploymentProgress, TaskGroup } from '@steppe/domain';
import type { DeploymentView } from './deployment-view.ts';
import { progressOf } from './deployment-view.ts';

/** Whether canaries of the deployment wait for promotion: then old allocations stay as they are. */
export function isCanarying(
  progress: DeploymentProgress | undefined,
  desiredCanaries: number,
): boolean {
  return desiredCanaries > 0 && !progress?.promoted;
}

/** IDs of canaries that nobody will promote: of an older deployment, or of one that failed. */
export function abandonedCanaries(deployments: DeploymentView, groupName: string): Set<string> {
  const { old, current, isFailed } = deployments;
  const abandoned = [old, isFailed ? current : undefined].map((row) => row?.progress[groupName]);
  return new Set(
    abandoned.flatMap((progress) =>
      progress && !progress.promoted ? progress.placedCanaries : [],
    ),
  );
}

/** The current deployment's canaries among `allocs`. */
export function canariesOf(
  deployments: DeploymentView,
  groupName: string,
  allocs: readonly AllocationRow[],
): AllocationRow[] {
  const placed = new Set(progressOf(deployments, groupName)?.placedCanaries);
  return allocs.filter(({ id }) => placed.has(id));
}

/** Whether an allocation is a canary of this deployment that waits for promotion. */
export function isCanaryOf(
  { health, deploymentId: own }: AllocationRow,
  deploymentId: string | undefined,
): boolean {
  return health?.canary === true && own !== undefined && own === deploymentId;
}

/**
 * How many canaries a group still lacks. A deployment that has begun with canaries wants them even when all that
 * they were to replace is lost: else nobody could promote it, and nothing more would be placed.
 */
export function missingCanaries(
  group: TaskGroup,
  {
    destructive,
    canaries,
    progress,
    wasCanarying,
  }: {
    destructive: readonly AllocationRow[];
    canaries: readonly AllocationRow[];
    progress: DeploymentProgress | undefined;
    wasCanarying: boolean;
  },
): number {
  const wantsSome = destructive.length > 0 || wasCanarying;
  if (!group.update || !wantsSome || progress?.promoted) return 0;
  return Math.max(0, group.update.canary - canaries.length);
}
