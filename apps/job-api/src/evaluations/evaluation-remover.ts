import { Inject, Injectable } from '@nestjs/common';
import {
  type EvaluationRow,
  isTerminalEvaluation,
  jobKey,
  type Seq,
  type State,
  SteppeError,
  subjects,
} from '@steppe/domain';
import { LogWriter } from '../writes/log-writer.ts';

/** An operator's text, where there would be the scheduler's. */
const DELETED = 'deleted by an operator';
/** So many are forgotten in one entry of the log. */
const BATCH_MAX = 1_000;

/** Has evaluations forgotten that an operator is rid of, such as the many of a job that failed for long. */
@Injectable()
export class EvaluationRemover {
  constructor(@Inject(LogWriter) private readonly log: LogWriter) {}

  /** @throws SteppeError `REQUEST_INVALID` unless the broker is paused, as in Nomad: meanwhile it would release them. */
  checkPaused(): void {
    if (this.log.state.schedulerConfiguration.configuration.pauseEvalBroker) return;
    throw new SteppeError(
      'REQUEST_INVALID',
      'eval broker is enabled; eval broker must be paused to delete evals',
    );
  }

  /** Those that are still to be decided are cancelled first. */
  async remove(wanted: readonly EvaluationRow[]): Promise<Seq> {
    for (const row of wanted) await this.#cancel(row);
    let seq = this.log.state.seq;
    const evalIds = wanted.map(({ evaluation }) => evaluation.id);
    for (let from = 0; from < evalIds.length; from += BATCH_MAX) {
      seq = await this.#forget(evalIds.slice(from, from + BATCH_MAX));
    }
    return seq;
  }

  async #cancel({ evaluation }: EvaluationRow): Promise<void> {
    const { id: evalId, namespace, jobId } = evaluation;
    await this.log.write({
      subject: subjects.evaluation(namespace, jobId),
      lastSeq: ({ evalSubjectSeq }) => evalSubjectSeq.get(jobKey(namespace, jobId)) ?? 0,
      decide: (state) => {
        if (!isOpen(state, evalId)) return [];
        return [{ type: 'EvaluationCancelled', v: 1, evalId, statusDescription: DELETED }];
      },
    });
  }

  #forget(evalIds: readonly string[]): Promise<Seq> {
    return this.log.write({
      subject: subjects.collection(),
      lastSeq: ({ collection }) => collection.subjectSeq,
      decide: () => [
        {
          type: 'GarbageCollected',
          v: 1,
          evalIds: [...evalIds],
          allocIds: [],
          deploymentIds: [],
          jobVersionSeqs: [],
          jobKeys: [],
        },
      ],
    });
  }
}

function isOpen(state: State, evalId: string): boolean {
  const row = state.evals.get(evalId);
  return row !== undefined && !isTerminalEvaluation(row);
}
