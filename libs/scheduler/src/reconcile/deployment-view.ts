import {
  type DeploymentProgress,
  type DeploymentRow,
  type DeploymentStatusChanged,
  isActiveDeployment,
  latestDeployment,
} from '@steppe/domain';
import { DEPLOYMENT } from './descriptions.ts';
import type { JobView } from './job-view.ts';

/** The deployments that matter to an evaluation. */
export interface DeploymentView {
  /** The deployment of the version that shall run, while it goes on or after it failed. */
  readonly current: DeploymentRow | undefined;
  /** The latest one, when it is of another version or done. */
  readonly old: DeploymentRow | undefined;
  /** Set when the old one has to be ended. */
  readonly cancel: DeploymentStatusChanged | undefined;
  readonly isPaused: boolean;
  readonly isFailed: boolean;
}

/** Source: Nomad's cancelUnneededDeployments. */
export function viewDeployments(view: JobView): DeploymentView {
  const latest = latestDeployment(view.state, view.key);
  const isOfVersion = latest !== undefined && isOfCurrentVersion(latest, view);
  if (!latest || !isOfVersion || latest.status === 'successful') {
    const cancel = latest && !isOfVersion && isActiveDeployment(latest);
    return {
      current: undefined,
      old: latest,
      cancel: cancel ? cancelled(latest, view) : undefined,
      isPaused: false,
      isFailed: false,
    };
  }
  const { status } = latest;
  return {
    current: latest,
    old: undefined,
    cancel: undefined,
    isPaused: status === 'paused' || status === 'pending' || status === 'initializing',
    isFailed: status === 'failed',
  };
}

export function progressOf(
  { current }: DeploymentView,
  groupName: string,
): DeploymentProgress | undefined {
  return current?.progress[groupName];
}

function isOfCurrentVersion({ deployment }: DeploymentRow, { job, version }: JobView): boolean {
  return (
    job !== undefined &&
    version !== undefined &&
    deployment.jobVersion === version.version &&
    deployment.jobSeq >= job.createSeq
  );
}

function cancelled({ deployment }: DeploymentRow, { version }: JobView): DeploymentStatusChanged {
  return {
    type: 'DeploymentStatusChanged',
    v: 1,
    deploymentId: deployment.id,
    status: 'cancelled',
    statusDescription: version ? DEPLOYMENT.newerJob : DEPLOYMENT.jobStopped,
  };
}
