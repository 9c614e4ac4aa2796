import {
  type Deployment,
  type DeploymentGoalChanged,
  type DeploymentStatusChanged,
  isActiveDeployment,
} from '@steppe/domain';
import type { DeploymentCommit } from './plan.ts';
import type { Failures } from './failures.ts';
import { DEPLOYMENT } from '../reconcile/descriptions.ts';
import type { JobView } from '../reconcile/job-view.ts';
import type { ReconciledJob } from '../reconcile/reconcile-job.ts';

/** What the plan says of deployments; undefined when that is nothing. */
export function deploymentCommit(
  { state, key }: JobView,
  reconciled: ReconciledJob,
  { newDeployment, failures }: { newDeployment: Deployment | undefined; failures: Failures },
): DeploymentCommit | undefined {
  const { deployments, isDeploymentDone } = reconciled;
  const events: DeploymentCommit['events'][number][] = [];
  if (deployments.cancel) events.push(deployments.cancel);
  if (newDeployment) {
    events.push({ type: 'DeploymentCreated', v: 1, deployment: newDeployment });
    const wait = promotionWait(newDeployment);
    if (wait !== undefined) events.push(statusChanged(newDeployment.id, 'running', wait));
  }
  const { current } = deployments;
  if (current?.status === 'running' && isDeploymentDone) {
    events.push(statusChanged(current.deployment.id, 'successful', DEPLOYMENT.successful));
  } else {
    const goal = goalChanged(reconciled, failures);
    if (goal) events.push(goal);
    if (goal && current?.status === 'running' && endsTrial(current.deployment, goal)) {
      events.push(statusChanged(current.deployment.id, 'running', DEPLOYMENT.running));
    }
  }
  if (events.length === 0) return undefined;
  return { expectedSeq: state.deploymentSubjectSeq.get(key) ?? 0, events };
}

/**
 * The new deployment, once it is known what found a place. A system job cannot go elsewhere: its deployment does not
 * wait for nodes that have no room for it, and none is made when there is room nowhere.
 */
export function deploymentWithRoom(
  { evaluation }: JobView,
  { newDeployment }: ReconciledJob,
  failures: Failures,
): Deployment | undefined {
  if (!newDeployment || evaluation.type !== 'system') return newDeployment;
  const groups = Object.entries(newDeployment.groups).flatMap(([name, group]) => {
    const desiredTotal = group.desiredTotal - failures.countOf(name);
    const desiredCanaries = Math.min(group.desiredCanaries, desiredTotal);
    return desiredTotal > 0 ? [[name, { ...group, desiredTotal, desiredCanaries }] as const] : [];
  });
  return groups.length > 0 ? { ...newDeployment, groups: Object.fromEntries(groups) } : undefined;
}

/** The same for the current deployment, whose nodes come and go. */
function goalChanged(
  { deployments: { current }, goals }: ReconciledJob,
  failures: Failures,
): DeploymentGoalChanged | undefined {
  if (!current || !isActiveDeployment(current)) return undefined;
  const { id: deploymentId, groups } = current.deployment;
  const totals: [string, number][] = [];
  const canaries: [string, number][] = [];
  for (const [name, goal] of Object.entries(goals)) {
    const group = groups[name];
    const desiredTotal = goal.desiredTotal - failures.countOf(name);
    if (group && group.desiredTotal !== desiredTotal) totals.push([name, desiredTotal]);
    if (group && group.desiredCanaries !== goal.desiredCanaries) {
      canaries.push([name, goal.desiredCanaries]);
    }
  }
  if (totals.length + canaries.length === 0) return undefined;
  return {
    type: 'DeploymentGoalChanged',
    v: 1,
    deploymentId,
    desiredTotals: Object.fromEntries(totals),
    ...(canaries.length > 0 && { desiredCanaries: Object.fromEntries(canaries) }),
  };
}

/** Whether no canary is wanted any more, so that there is nothing to promote. */
function endsTrial(
  { groups }: Deployment,
  { desiredCanaries: changed }: DeploymentGoalChanged,
): boolean {
  if (!changed) return false;
  const after = Object.entries(groups).map(
    ([name, group]) => changed[name] ?? group.desiredCanaries,
  );
  return after.every((canaries) => canaries === 0);
}

function promotionWait({ groups }: Deployment): string | undefined {
  const withCanaries = Object.values(groups).filter(({ desiredCanaries }) => desiredCanaries > 0);
  if (withCanaries.length === 0) return undefined;
  return withCanaries.every(({ autoPromote }) => autoPromote)
    ? DEPLOYMENT.autoPromotion
    : DEPLOYMENT.needsPromotion;
}

function statusChanged(
  deploymentId: string,
  status: DeploymentStatusChanged['status'],
  statusDescription: string,
): DeploymentStatusChanged {
  return { type: 'DeploymentStatusChanged', v: 1, deploymentId, status, statusDescription };
}
