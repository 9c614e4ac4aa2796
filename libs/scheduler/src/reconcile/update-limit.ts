import type { AllocationRow, TaskGroup } from '@steppe/domain';
import type { DeploymentView } from './deployment-view.ts';

/**
 * How many allocations may change now. Each one of the deployment that is not yet healthy takes a place, and
 * an unhealthy one stops the roll-out. Source: Nomad's computeUnderProvisionedBy.
 */
export function updateLimit({
  group,
  deployments,
  isCanarying,
  untainted,
  migrate,
  destructive,
}: {
  group: TaskGroup;
  deployments: DeploymentView;
  isCanarying: boolean;
  untainted: readonly AllocationRow[];
  migrate: readonly AllocationRow[];
  destructive: readonly AllocationRow[];
}): number {
  const maxParallel = group.update?.maxParallel ?? 0;
  if (maxParallel === 0 || destructive.length + migrate.length === 0) return group.count;
  const { current, isPaused, isFailed } = deployments;
  if (!current) return maxParallel;
  if (isPaused || isFailed || isCanarying) return 0;
  let limit = maxParallel;
  for (const { deploymentId, health } of untainted) {
    if (deploymentId !== current.deployment.id) continue;
    if (health?.healthy === false) return 0;
    if (health?.healthy !== true) limit -= 1;
  }
  return Math.max(0, limit);
}
