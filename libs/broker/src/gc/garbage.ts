import {
  type EpochMs,
  evalsOfJob,
  isForgettableJob,
  isForgettableVersion,
  type JobKey,
  jobKey,
  type JobRow,
  type NodeRow,
  type Seq,
  type State,
} from '@steppe/domain';
import {
  collectableOfEvaluation,
  type Cutoffs,
  isCollectableDeployment,
  isCollectableJob,
  isCollectableNode,
} from './collectable.ts';

/** One thing that may be forgotten. */
export type Piece =
  | { readonly kind: 'job'; readonly row: JobRow }
  | { readonly kind: 'node'; readonly row: NodeRow }
  | {
      readonly kind: 'evaluation';
      readonly evalIds: readonly string[];
      readonly allocIds: readonly string[];
    }
  | { readonly kind: 'deployment'; readonly id: string }
  | { readonly kind: 'version'; readonly seq: Seq }
  | { readonly kind: 'subjects'; readonly key: JobKey }
  /** What comes next may be forgotten once what came before is gone. */
  | { readonly kind: 'barrier' };

/**
 * All that may be forgotten, row by row; undefined for a row that is kept, so that the caller may pause. Jobs go
 * first, so that what belongs to them can follow, and nodes after what ran there.
 */
export function* garbageOf(
  state: State,
  cutoffs: Cutoffs,
): Generator<Piece | undefined, undefined, undefined> {
  const untilSeq = state.seq;
  for (const row of state.jobs.values()) {
    yield isCollectableJob(state, row, cutoffs) ? { kind: 'job', row } : undefined;
  }
  yield { kind: 'barrier' };
  for (const row of state.evals.values()) {
    // The table keeps the order of creation: what came since the round began is for the next one.
    if (row.createSeq > untilSeq) break;
    const { allocIds, isWhole } = collectableOfEvaluation(state, row, cutoffs);
    const evalIds = isWhole ? [row.evaluation.id] : [];
    yield allocIds.length + evalIds.length > 0
      ? { kind: 'evaluation', evalIds, allocIds }
      : undefined;
  }
  for (const row of state.deployments.values()) {
    yield isCollectableDeployment(state, row, cutoffs)
      ? { kind: 'deployment', id: row.deployment.id }
      : undefined;
  }
  for (const row of state.nodes.values()) {
    yield isCollectableNode(state, row, cutoffs) ? { kind: 'node', row } : undefined;
  }
  yield* versionsOf(state, cutoffs.versionMs);
  yield* subjectsOf(state);
}

/** Versions that neither their job keeps nor an allocation runs, nor a worker is about to place. */
function* versionsOf(state: State, cutoffMs: EpochMs): Generator<Piece | undefined> {
  for (const [seq, { job, submittedAtMs }] of state.jobVersions) {
    const isUsed =
      submittedAtMs > cutoffMs ||
      !isForgettableVersion(state, seq) ||
      evalsOfJob(state, jobKey(job.namespace, job.id)).some(
        (row) => row.status === 'pending' || row.modifiedAtMs > cutoffMs,
      );
    yield isUsed ? undefined : { kind: 'version', seq };
  }
}

/** Jobs of which nothing but their subjects is remembered. */
function* subjectsOf(state: State): Generator<Piece | undefined> {
  for (const key of state.jobSubjectSeq.keys()) {
    yield isForgettableJob(state, key) ? { kind: 'subjects', key } : undefined;
  }
}
