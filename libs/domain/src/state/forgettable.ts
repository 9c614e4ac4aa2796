import { isTerminal } from '../allocation/allocation-row.ts';
import { type DeploymentRow, isActiveDeployment } from '../deployment/deployment-row.ts';
import { isTerminalEvaluation } from '../evaluation/evaluation-row.ts';
import type { GarbageCollected } from '../events/collection-events.ts';
import { jobKey, type JobKey } from '../job/job.ts';
import type { State } from './tables.ts';

/** Names of what is forgotten, by table. */
export type Forgotten = Pick<
  GarbageCollected,
  'allocIds' | 'evalIds' | 'deploymentIds' | 'jobVersionSeqs' | 'jobKeys'
>;

/**
 * What of it is there and would be forgotten. The rest is gone, or has come back to life since somebody decided to forget
 * it, as a job does that is registered again: the fold leaves that alone, so whoever asked must not ask for ever.
 */
export function forgettableOf(state: State, asked: Forgotten): Forgotten {
  const { allocs, evals, deployments } = state;
  return {
    allocIds: asked.allocIds.filter((id) => holds(allocs.get(id), isForgettableAllocation)),
    evalIds: asked.evalIds.filter((id) => holds(evals.get(id), isForgettableEvaluation)),
    deploymentIds: asked.deploymentIds.filter((id) =>
      holds(deployments.get(id), isForgettableDeployment),
    ),
    jobVersionSeqs: asked.jobVersionSeqs.filter((seq) => isForgettableVersion(state, seq)),
    jobKeys: asked.jobKeys.filter((key) => isForgettableJob(state, key)),
  };
}

function holds<T>(row: T | undefined, isForgettable: (row: T) => boolean): boolean {
  return row !== undefined && isForgettable(row);
}

export const isForgettableAllocation = isTerminal;
export const isForgettableEvaluation = isTerminalEvaluation;
export function isForgettableDeployment(row: DeploymentRow): boolean {
  return !isActiveDeployment(row);
}

/** Whether neither its job keeps a version, nor an allocation is of it. */
export function isForgettableVersion(state: State, seq: number): boolean {
  const version = state.jobVersions.get(seq);
  if (!version) return false;
  const key = jobKey(version.job.namespace, version.job.id);
  const isKept = state.jobs.get(key)?.versions.some((kept) => kept.seq === seq) ?? false;
  return !isKept && !hasAllocOfVersion(state, key, seq);
}

function hasAllocOfVersion(state: State, key: JobKey, seq: number): boolean {
  for (const id of state.index.allocsByJob.get(key) ?? []) {
    if (state.allocs.get(id)?.jobVersion.seq === seq) return true;
  }
  return false;
}

/** Whether nothing of a job is left but where its subjects stand: whoever writes to them asks the log then. */
export function isForgettableJob({ jobs, jobSubjectSeq, index }: State, key: JobKey): boolean {
  return (
    jobSubjectSeq.has(key) &&
    !jobs.has(key) &&
    !index.allocsByJob.has(key) &&
    !index.evalsByJob.has(key) &&
    !index.deploymentsByJob.has(key)
  );
}
