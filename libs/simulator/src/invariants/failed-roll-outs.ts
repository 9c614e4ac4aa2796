import {
  type DomainEvent,
  jobKey,
  type JobRow,
  latestDeployment,
  type State,
} from '@steppe/domain';

/**
 * Remembers which versions of jobs failed to roll out, also once their deployments are forgotten: from then on nothing
 * holds the version back, but nobody looks at the job either before something else happens to it. Source: Nomad's core
 * scheduler, which collects failed deployments like all others.
 */
export class FailedRollOuts {
  /** By the seqs of their registrations. */
  readonly #versions = new Set<number>();

  /** @param state as it was before the event. */
  observe(state: State, event: DomainEvent): void {
    if (event.type !== 'DeploymentStatusChanged' || event.status !== 'failed') return;
    const row = state.deployments.get(event.deploymentId);
    if (row) this.#versions.add(row.deployment.jobSeq);
  }

  /** Whether a failed roll-out of the job's current version is forgotten. */
  isForgotten(state: State, { current }: JobRow): boolean {
    const { namespace, id } = current.job;
    const latest = latestDeployment(state, jobKey(namespace, id))?.deployment;
    return latest?.jobSeq !== current.seq && this.#versions.has(current.seq);
  }
}
