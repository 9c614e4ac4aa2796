import type { Deployment, DeploymentStatusChanged } from '@steppe/domain';
import type { DeploymentCommit } from './plan.ts';
import type { Failures } from './failures.ts';
import { DEPLOYMENT } from '../reconcile/descriptions.ts';
import type { JobView } from '../reconcile/job-view.ts';
import type { ReconciledJob } from '../reconcile/reconcile-job.ts';

/** What the plan says of deployments; undefined when that is nothing. */
export function deploymentCommit(
  { state, key, evaluation }: JobView,
  { deployments, newDeployment, isDeploymentDone }: ReconciledJob,
  failures: Failures,
): DeploymentCommit | undefined {
  const events: DeploymentCommit['events'][number][] = [];
  if (deployments.cancel) events.push(deployments.cancel);
  if (newDeployment) {
    const deployment =
      evaluation.type === 'system' ? withoutFull(newDeployment, failures) : newDeployment;
    events.push({ type: 'DeploymentCreated', v: 1, deployment });
    const wait = promotionWait(newDeployment);
    if (wait !== undefined) events.push(statusChanged(newDeployment.id, 'running', wait));
  }
  const { current } = deployments;
  if (current?.status === 'running' && isDeploymentDone) {
    events.push(statusChanged(current.deployment.id, 'successful', DEPLOYMENT.successful));
  }
  if (events.length === 0) return undefined;
  return { expectedSeq: state.deploymentSubjectSeq.get(key) ?? 0, events };
}

/** A system job cannot go elsewhere: the deployment does not wait for nodes that have no room for it. */
function withoutFull(deployment: Deployment, failures: Failures): Deployment {
  const groups = Object.entries(deployment.groups).map(([name, group]) => {
    const failed = failures.of(name);
    const full = failed ? failed.coalescedFailures + 1 : 0;
    return [name, { ...group, desiredTotal: Math.max(0, group.desiredTotal - full) }] as const;
  });
  return { ...deployment, groups: Object.fromEntries(groups) };
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
