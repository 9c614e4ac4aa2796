import { assert } from '../assert.ts';
import type {
  EvaluationBlocked,
  EvaluationCancelled,
  EvaluationCompleted,
  EvaluationFailed,
  EvaluationUnblocked,
} from '../events/evaluation-events.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import {
  type EvaluationDecision,
  type EvaluationRow,
  isTerminalEvaluation,
} from '../evaluation/evaluation-row.ts';
import { jobKey } from '../job/job.ts';
import type { EpochMs, Seq } from '../primitives.ts';
import type { FoldContext } from './fold-context.ts';
import { addTo, type State } from './tables.ts';

/** Adds a pending evaluation. */
export function putNewEvaluation(state: State, evaluation: Evaluation, context: FoldContext): void {
  put(state, newEvaluationRow(evaluation, context));
}

export function foldEvaluationBlocked(
  state: State,
  event: EvaluationBlocked,
  context: FoldContext,
): void {
  const before = state.evals.get(event.evaluation.id);
  const row = blockedEvaluationRow(event, context);
  put(
    state,
    before ? { ...row, createSeq: before.createSeq, createdAtMs: before.createdAtMs } : row,
  );
}

/** An evaluation that is to be decided. */
export function newEvaluationRow(
  evaluation: Evaluation,
  { seq, atMs }: Pick<FoldContext, 'seq' | 'atMs'>,
): EvaluationRow {
  return {
    evaluation,
    status: 'pending',
    statusDescription: evaluation.statusDescription ?? '',
    nextEvalId: undefined,
    blockedEvalId: undefined,
    blockedOn: undefined,
    queuedAllocations: {},
    failedGroups: {},
    desiredUpdates: {},
    decision: undefined,
    logicVersion: 0,
    createSeq: seq,
    modifySeq: seq,
    createdAtMs: atMs,
    modifiedAtMs: atMs,
  };
}

/** An evaluation that waits for capacity. */
export function blockedEvaluationRow(
  { evaluation, blockedOn, queuedAllocations, failedGroups, decidedAtMs }: EvaluationBlocked,
  context: Pick<FoldContext, 'seq' | 'atMs'>,
): EvaluationRow {
  return {
    ...newEvaluationRow(evaluation, context),
    status: 'blocked',
    blockedOn,
    queuedAllocations,
    failedGroups,
    decision: decisionOf(blockedOn.snapshotSeq, decidedAtMs),
  };
}

export function foldEvaluationUnblocked(
  state: State,
  event: EvaluationUnblocked,
  context: FoldContext,
): void {
  const row = liveRow(state, event.evalId);
  if (row?.status === 'blocked') put(state, { ...changed(row, context), status: 'pending' });
}

export function foldEvaluationCompleted(
  state: State,
  event: EvaluationCompleted,
  context: FoldContext,
): void {
  const row = liveRow(state, event.evalId);
  if (!row) return;
  const {
    queuedAllocations,
    failedGroups,
    blockedEvalId,
    nextEvalId,
    deploymentId,
    logicVersion,
    desiredUpdates,
    snapshotSeq,
    decidedAtMs,
  } = event;
  put(state, {
    ...changed(row, context),
    evaluation: deploymentId === undefined ? row.evaluation : { ...row.evaluation, deploymentId },
    status: 'complete',
    queuedAllocations,
    failedGroups,
    blockedEvalId,
    nextEvalId,
    logicVersion,
    desiredUpdates,
    decision: decisionOf(snapshotSeq, decidedAtMs),
  });
}

export function foldEvaluationFailed(
  state: State,
  event: EvaluationFailed,
  context: FoldContext,
): void {
  const row = liveRow(state, event.evalId);
  if (!row) return;
  const { statusDescription, nextEvalId } = event;
  put(state, { ...changed(row, context), status: 'failed', statusDescription, nextEvalId });
}

export function foldEvaluationCancelled(
  state: State,
  event: EvaluationCancelled,
  context: FoldContext,
): void {
  const row = liveRow(state, event.evalId);
  if (!row) return;
  const { statusDescription } = event;
  put(state, { ...changed(row, context), status: 'canceled', statusDescription });
}

function decisionOf(
  snapshotSeq: Seq | undefined,
  atMs: EpochMs | undefined,
): EvaluationDecision | undefined {
  return snapshotSeq === undefined || atMs === undefined ? undefined : { snapshotSeq, atMs };
}

/** The row, unless it is gone (collected) or terminal already: the first outcome of an evaluation stands. */
function liveRow(state: State, evalId: string): EvaluationRow | undefined {
  const row = state.evals.get(evalId);
  return row && !isTerminalEvaluation(row) ? row : undefined;
}

function changed(row: EvaluationRow, { seq, atMs }: FoldContext): EvaluationRow {
  return { ...row, modifySeq: seq, modifiedAtMs: atMs };
}

function put(state: State, row: EvaluationRow): void {
  const { id, namespace, jobId } = row.evaluation;
  assert(id !== '', 'an evaluation has no ID');
  state.evals.set(id, row);
  state.tableSeq.evals = state.seq;
  addTo(state.index.evalsByJob, jobKey(namespace, jobId), id);
}
