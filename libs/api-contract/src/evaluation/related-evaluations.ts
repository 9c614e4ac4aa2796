import type { EvaluationRow, State } from '@steppe/domain';
import { nsOfMs, timestampOf } from '../wire/time.ts';

/** An evaluation that led to another one, or followed from it. Here nothing is left out. */
export interface RelatedEvaluation {
  ID: string;
  Namespace: string;
  Priority: number;
  Type: string;
  TriggeredBy: string;
  JobID: string;
  NodeID: string;
  DeploymentID: string;
  Status: string;
  StatusDescription: string;
  WaitUntil: string | null;
  NextEval: string;
  PreviousEval: string;
  BlockedEval: string;
  CreateIndex: number;
  ModifyIndex: number;
  CreateTime: number;
  ModifyTime: number;
}

/** The evaluations linked with one, by previous, next and blocked, to any distance. */
export function relatedEvaluations(state: State, row: EvaluationRow): RelatedEvaluation[] {
  const seen = new Set([row.evaluation.id]);
  const queue = [row];
  const related: RelatedEvaluation[] = [];
  for (let next = queue.pop(); next; next = queue.pop()) {
    for (const id of linksOf(next)) {
      const found = state.evals.get(id);
      if (!found || seen.has(id)) continue;
      seen.add(id);
      queue.push(found);
      related.push(relatedToWire(found));
    }
  }
  return related.toSorted((a, b) => a.CreateIndex - b.CreateIndex);
}

function linksOf(row: EvaluationRow): string[] {
  const { previousEvalId } = row.evaluation;
  return [previousEvalId, row.nextEvalId, row.blockedEvalId].filter((id) => id !== undefined);
}

function relatedToWire(row: EvaluationRow): RelatedEvaluation {
  const { evaluation } = row;
  const { waitUntilMs } = evaluation;
  return {
    ID: evaluation.id,
    Namespace: evaluation.namespace,
    Priority: evaluation.priority,
    Type: evaluation.type,
    TriggeredBy: evaluation.triggeredBy,
    JobID: evaluation.jobId,
    NodeID: evaluation.nodeId ?? '',
    DeploymentID: evaluation.deploymentId ?? '',
    Status: row.status,
    StatusDescription: row.statusDescription,
    WaitUntil: waitUntilMs === undefined ? null : timestampOf(waitUntilMs),
    NextEval: row.nextEvalId ?? '',
    PreviousEval: evaluation.previousEvalId ?? '',
    BlockedEval: row.blockedEvalId ?? '',
    CreateIndex: row.createSeq,
    ModifyIndex: row.modifySeq,
    CreateTime: nsOfMs(row.createdAtMs),
    ModifyTime: nsOfMs(row.modifiedAtMs),
  };
}
