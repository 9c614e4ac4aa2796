import type { GarbageCollected } from '../events/collection-events.ts';
import { jobKey, type JobKey } from '../job/job.ts';
import type { FoldContext } from './fold-context.ts';
import {
  isForgettableAllocation,
  isForgettableDeployment,
  isForgettableEvaluation,
  isForgettableJob,
  isForgettableVersion,
} from './forgettable.ts';
import { removeAllocation } from './put-allocation.ts';
import { removeFrom, type State } from './tables.ts';

export function foldGarbageCollectionRequested(state: State, { seq, atMs }: FoldContext): void {
  state.collection = { ...state.collection, requestedSeq: seq, requestedAtMs: atMs };
}

/** Of what comes back to life while it is being forgotten, nothing is: see `forgettableOf`. */
export function foldGarbageCollected(state: State, event: GarbageCollected): void {
  for (const id of event.allocIds) forgetAllocation(state, id);
  for (const id of event.evalIds) forgetEvaluation(state, id);
  for (const id of event.deploymentIds) forgetDeployment(state, id);
  for (const seq of event.jobVersionSeqs) forgetJobVersion(state, seq);
  for (const key of event.jobKeys) forgetSubjects(state, key);
  const { requestSeq } = event;
  if (requestSeq !== undefined) state.collection = { ...state.collection, doneSeq: requestSeq };
}

function forgetAllocation(state: State, id: string): void {
  const row = state.allocs.get(id);
  if (row && isForgettableAllocation(row)) removeAllocation(state, row);
}

function forgetEvaluation(state: State, id: string): void {
  const row = state.evals.get(id);
  if (!row || !isForgettableEvaluation(row)) return;
  const { namespace, jobId } = row.evaluation;
  state.evals.delete(id);
  removeFrom(state.index.evalsByJob, jobKey(namespace, jobId), id);
  state.tableSeq.evals = state.seq;
}

function forgetDeployment(state: State, id: string): void {
  const row = state.deployments.get(id);
  if (!row || !isForgettableDeployment(row)) return;
  const { namespace, jobId } = row.deployment;
  state.deployments.delete(id);
  removeFrom(state.index.deploymentsByJob, jobKey(namespace, jobId), id);
  state.tableSeq.deployments = state.seq;
}

function forgetJobVersion(state: State, seq: number): void {
  if (!isForgettableVersion(state, seq)) return;
  state.jobVersions.delete(seq);
  const versionSeq = Math.max(state.collection.versionSeq, seq);
  state.collection = { ...state.collection, versionSeq };
}

/** Who writes to the subjects of a job that was forgotten asks the log where they stand. */
function forgetSubjects(state: State, key: JobKey): void {
  if (!isForgettableJob(state, key)) return;
  state.jobSubjectSeq.delete(key);
  state.evalSubjectSeq.delete(key);
  state.deploymentSubjectSeq.delete(key);
  state.index.groupCounts.delete(key);
}
