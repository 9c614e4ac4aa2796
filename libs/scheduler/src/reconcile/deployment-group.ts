import type { DeploymentGroup, DeploymentProgress } from '@steppe/domain';
import { isCurrent, type JobView } from './job-view.ts';
import type { GroupInput } from './reconcile-group.ts';

/**
 * A group's part in a new deployment; undefined when it needs none. Only a first run or a changed
 * specification is deployed; replacing what was lost is not. Source: Nomad's createDeployment.
 */
export function deploymentGroup(
  view: JobView,
  { group: { name, update }, allocs, deployments }: GroupInput,
  {
    desiredTotal,
    desiredCanaries,
    isUpdating,
  }: { desiredTotal: number; desiredCanaries: number; isUpdating: boolean },
): DeploymentGroup | undefined {
  const { type } = view.evaluation;
  if (type === 'batch' || type === 'sysbatch') return undefined;
  if (deployments.current?.deployment.groups[name]) return undefined;
  if (!update || update.maxParallel === 0 || desiredTotal === 0) return undefined;
  const hadRun = allocs.some((alloc) => isCurrent(alloc, view));
  if (hadRun && !isUpdating) return undefined;
  return {
    desiredTotal,
    desiredCanaries,
    autoRevert: update.autoRevert,
    autoPromote: update.autoPromote,
    progressDeadlineMs: update.progressDeadlineMs,
  };
}

/** Whether a deployment has all that it wants of a group. */
export function isFullyHealthy(
  wanted: DeploymentGroup | undefined,
  progress: DeploymentProgress | undefined,
): boolean {
  if (!wanted || !progress) return true;
  if (wanted.desiredCanaries > 0 && !progress.promoted) return false;
  return progress.healthyAllocs >= Math.max(wanted.desiredTotal, wanted.desiredCanaries);
}
