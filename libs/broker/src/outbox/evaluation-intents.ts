import { type EvaluationRow, isTerminalEvaluation } from '@steppe/domain';
import type { Outbox } from './outbox.ts';
import { evaluationTarget } from './target.ts';

export interface EvaluationIntents {
  readonly unblock: (row: EvaluationRow) => void;
  readonly cancel: (row: EvaluationRow, reason: string) => void;
}

/** What the broker may intend for an evaluation that exists. */
export function evaluationIntents(outbox: Outbox): EvaluationIntents {
  /** To be cancelled, by an entry that may still be on its way: they must not be woken too. */
  const doomed = new Set<string>();
  return {
    unblock({ evaluation, modifySeq }) {
      const { id: evalId } = evaluation;
      outbox.want(evaluationTarget(evaluation), `unblock ${evalId}`, (state) => {
        const row = state.evals.get(evalId);
        // Blocked anew since: that one saw the capacity for which this was to wake it.
        const isStill =
          row?.status === 'blocked' && row.modifySeq === modifySeq && !doomed.has(evalId);
        return isStill ? [{ type: 'EvaluationUnblocked', v: 1, evalId }] : [];
      });
    },
    cancel({ evaluation }, statusDescription) {
      const { id: evalId } = evaluation;
      doomed.add(evalId);
      outbox.want(evaluationTarget(evaluation), `cancel ${evalId}`, (state) => {
        const row = state.evals.get(evalId);
        const isOpen = row !== undefined && !isTerminalEvaluation(row);
        if (!isOpen) doomed.delete(evalId);
        return isOpen ? [{ type: 'EvaluationCancelled', v: 1, evalId, statusDescription }] : [];
      });
    },
  };
}
