import {
  deriveId,
  canonicalJson,
  type DeploymentRow,
  type DomainEvent,
  jobKey,
  type JobVersion,
  type State,
} from '@steppe/domain';

/** What a deployment that failed does about its job, and what its description says of it. */
export interface Reverting {
  readonly statusDescription: string;
  /** The version to go back to, when there is one. */
  readonly to: JobVersion | undefined;
}

/** Decides the version to which a failed deployment goes back: the latest stable one. The texts are Nomad's. */
export function revertingOf(state: State, row: DeploymentRow, failure: string): Reverting {
  const { namespace, jobId, jobVersion } = row.deployment;
  const job = state.jobs.get(jobKey(namespace, jobId));
  const stable = job?.versions.find((kept) => kept.stable && kept.version < jobVersion);
  if (!job || !stable) {
    return {
      statusDescription: `${failure} - no stable job version to auto revert to`,
      to: undefined,
    };
  }
  const { version } = stable;
  if (canonicalJson(stable.job) === canonicalJson(job.current.job)) {
    return {
      statusDescription: `${failure} - not rolling back to stable job version ${version} as current job has same specification`,
      to: undefined,
    };
  }
  return {
    statusDescription: `${failure} - rolling back to job version ${version}`,
    to: stable,
  };
}

/**
 * The registration that takes a job back, for a failed deployment whose description promises it: so a broker
 * that takes over between the two entries keeps the promise. Nothing once the job has moved on.
 */
export function revertEvents(state: State, deploymentId: string): readonly DomainEvent[] {
  const row = state.deployments.get(deploymentId);
  if (!row || row.status !== 'failed') return [];
  const promised = / - rolling back to job version (\d+)$/.exec(row.statusDescription)?.[1];
  if (promised === undefined) return [];
  const { namespace, jobId, jobVersion } = row.deployment;
  const job = state.jobs.get(jobKey(namespace, jobId));
  const stable = job?.versions.find(({ version }) => version === Number(promised));
  if (!job || !stable || job.stopped || job.current.version !== jobVersion) return [];
  return [
    {
      type: 'JobRegistered',
      v: 1,
      job: stable.job,
      version: job.current.version + 1,
      evalId: deriveId('auto-revert', deploymentId),
    },
  ];
}
