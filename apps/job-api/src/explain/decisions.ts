import {
  type DomainEvent,
  type EvaluationDecision,
  type EvaluationRow,
  isTerminalEvaluation,
  type Seq,
} from '@steppe/domain';
import type { EventLog } from '@steppe/event-log';

/** How far back the log is searched for decisions of an evaluation whose plans met others. */
const SEARCHED_MAX = 200_000;

export interface Decisions {
  /** In order. More than one when plans of other evaluations came in between. */
  readonly decisions: readonly EvaluationDecision[];
  /** IDs of the allocations whose placement is in the log. */
  readonly stored: ReadonlySet<string>;
}

/** Finds in the log on which states an evaluation was decided, and which of its placements were accepted. */
export async function findDecisions(log: EventLog, row: EvaluationRow): Promise<Decisions> {
  const { id } = row.evaluation;
  const stored = new Set<string>();
  const bySnapshot = new Map<Seq, EvaluationDecision>();
  const isDecided = isTerminalEvaluation(row) || row.status === 'blocked';
  const toSeq = isDecided ? row.modifySeq : await log.lastSeq();
  const fromSeq = Math.max(row.createSeq, toSeq - SEARCHED_MAX);
  for await (const { commit } of log.read({ fromSeq, toSeq })) {
    const { cause, atMs, events } = commit;
    const own = events.filter((event) => isOf(event, id));
    for (const event of own) {
      if (event.type === 'AllocationPlaced') stored.add(event.placement.allocId);
    }
    if (own.length > 0 && cause !== undefined) {
      bySnapshot.set(cause, { snapshotSeq: cause, atMs });
    }
  }
  const { decision } = row;
  if (decision) bySnapshot.set(decision.snapshotSeq, decision);
  const decisions = [...bySnapshot.values()].toSorted((a, b) => a.snapshotSeq - b.snapshotSeq);
  return { decisions, stored };
}

/** Whether a plan of the evaluation told a node so. */
function isOf(event: DomainEvent, evalId: string): boolean {
  if (event.type === 'AllocationPlaced') return event.placement.evalId === evalId;
  return event.type === 'AllocationUpdated' && event.evalId === evalId;
}
