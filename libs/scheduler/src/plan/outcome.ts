import {
  deriveId,
  assert,
  type DesiredUpdates,
  type Evaluation,
  type EvaluationBlocked,
  type EvaluationCreated,
  latestDeployment,
  type PlacementMetric,
} from '@steppe/domain';
import { LOGIC_VERSION } from '../logic-version.ts';
import type { OutcomeCommit, OutcomeEvent } from './plan.ts';
import type { GroupRules } from '../rank/group-rules.ts';
import { EVALUATION } from '../reconcile/descriptions.ts';
import type { JobView } from '../reconcile/job-view.ts';

/** What came of the attempt to place. */
export interface PlacementResult {
  readonly failures: ReadonlyMap<string, PlacementMetric>;
  /** Of a system job, why no node suits a group: told, but nothing waits for one. New nodes are looked at anyway. */
  readonly unsuited?: Iterable<readonly [string, PlacementMetric]>;
  readonly rules: Iterable<GroupRules>;
}

/**
 * The evaluation's end. What could not be placed waits in a blocked evaluation: a new one, or this same one
 * when it was blocked already, so that waiting in vain makes no chain of evaluations.
 */
export function outcomeOf(
  view: JobView,
  result: PlacementResult,
  {
    updates,
    deploymentId,
    followups,
  }: {
    updates: Readonly<Record<string, DesiredUpdates>>;
    deploymentId: string | undefined;
    followups: readonly EvaluationCreated[];
  },
): OutcomeCommit {
  const { evaluation, evaluationRow } = view;
  const blocked =
    result.failures.size === 0
      ? undefined
      : blockedEvaluation(view, result, evaluationRow.blockedOn ? evaluation : undefined);
  const isSame = blocked?.evaluation.id === evaluation.id;
  const events: OutcomeEvent[] = [];
  if (!isSame) {
    const within = deploymentId ?? deploymentBefore(view);
    events.push({
      type: 'EvaluationCompleted',
      v: 1,
      evalId: evaluation.id,
      queuedAllocations: queuedAllocations(view, result),
      failedGroups: Object.fromEntries([...(result.unsuited ?? []), ...result.failures]),
      ...(blocked && { blockedEvalId: blocked.evaluation.id }),
      ...(within !== undefined && { deploymentId: within }),
      logicVersion: LOGIC_VERSION,
      desiredUpdates: { ...updates },
      snapshotSeq: view.state.seq,
      decidedAtMs: view.nowMs,
    });
  }
  if (blocked) events.push(blocked);
  events.push(...followups);
  return { expectedSeq: evalSubjectSeq(view), events };
}

/**
 * The end of an evaluation whose placements were rejected again and again, because others changed the same
 * nodes: it failed, and a blocked one tries again when something changes.
 */
export function outcomeOfConflicts(view: JobView, attempts: number): OutcomeCommit {
  const blocked = blockedEvaluation(view, { failures: new Map(), rules: [] }, undefined);
  return {
    expectedSeq: evalSubjectSeq(view),
    events: [
      {
        type: 'EvaluationFailed',
        v: 1,
        evalId: view.evaluation.id,
        statusDescription: `maximum attempts reached (${attempts})`,
      },
      {
        ...blocked,
        evaluation: {
          ...blocked.evaluation,
          triggeredBy: 'max-plan-attempts',
          statusDescription: EVALUATION.maxPlanAttempts,
        },
      },
    ],
  };
}

function blockedEvaluation(
  view: JobView,
  result: PlacementResult,
  same: Evaluation | undefined,
): EvaluationBlocked {
  const { evaluation, state } = view;
  return {
    type: 'EvaluationBlocked',
    v: 1,
    evaluation: same ?? {
      id: deriveId('blocked', evaluation.id, state.seq),
      namespace: evaluation.namespace,
      jobId: evaluation.jobId,
      type: evaluation.type,
      priority: evaluation.priority,
      triggeredBy: 'queued-allocs',
      ...(evaluation.jobSeq !== undefined && { jobSeq: evaluation.jobSeq }),
      previousEvalId: evaluation.id,
      statusDescription: EVALUATION.failedPlacements,
    },
    blockedOn: {
      ...eligibilityOf(result.rules),
      snapshotSeq: state.seq,
    },
    queuedAllocations: queuedAllocations(view, result),
    failedGroups: Object.fromEntries(result.failures),
    decidedAtMs: view.nowMs,
  };
}

/** A class may take the job if some group may run there. */
function eligibilityOf(allRules: Iterable<GroupRules>): {
  classEligibility: Record<string, boolean>;
  escapedComputedClass: boolean;
} {
  const classEligibility: Record<string, boolean> = {};
  let escapedComputedClass = false;
  for (const { feasibility } of allRules) {
    escapedComputedClass ||= feasibility.escapesClasses;
    for (const [computedClass, eligible] of feasibility.classes()) {
      classEligibility[computedClass] = eligible || (classEligibility[computedClass] ?? false);
    }
  }
  // In an order that does not tell in which one the classes were met.
  const sorted = Object.entries(classEligibility).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { classEligibility: Object.fromEntries(sorted), escapedComputedClass };
}

function queuedAllocations(
  { version }: JobView,
  { failures }: PlacementResult,
): Record<string, number> {
  const queued: Record<string, number> = {};
  for (const { name } of version?.job.groups ?? []) {
    const failed = failures.get(name);
    queued[name] = failed ? failed.coalescedFailures + 1 : 0;
  }
  return queued;
}

function deploymentBefore({ state, key, job, evaluation }: JobView): string | undefined {
  if (!job || evaluation.type === 'batch') return undefined;
  return latestDeployment(state, key)?.deployment.id;
}

function evalSubjectSeq({ state, key, evaluationRow }: JobView): number {
  assert(evaluationRow.status === 'pending', `evaluation ${evaluationRow.evaluation.id} has ended`);
  return state.evalSubjectSeq.get(key) ?? 0;
}
