import { Body, Controller, Delete, Inject } from '@nestjs/common';
import {
  EvaluationDeleteRequest,
  type EvaluationDeleteResponse,
  evaluationToWire,
  parseFilter,
  passesFilter,
  WireEvaluation,
} from '@steppe/api-contract';
import { type EvaluationRow, type State, SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { checkUuid } from '../reads/ids.ts';
import { Reads } from '../reads/reads.service.ts';
import { EvaluationRemover } from './evaluation-remover.ts';

const FIELDS = new Set(Object.keys(WireEvaluation.shape));

@Controller('v1/evaluations')
export class EvaluationDeleteController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(EvaluationRemover) private readonly remover: EvaluationRemover,
  ) {}

  @Delete()
  async delete(@Body() body: unknown, @Options() { inScope }: ReadOptions): Promise<Answer> {
    const { EvalIDs, Filter } = parseBody(body, EvaluationDeleteRequest);
    const [ids, filter] = [EvalIDs ?? [], Filter ?? ''];
    if (ids.length > 0 === (filter !== '')) {
      throw new SteppeError('REQUEST_INVALID', 'evals must be deleted by either ID or filter');
    }
    this.remover.checkPaused();
    const { state } = this.reads;
    const wanted =
      ids.length > 0
        ? ids.map((id) => evaluationOf(state, id))
        : matching(state, filter).filter(({ evaluation }) => inScope(evaluation.namespace));
    const seq = await this.remover.remove(wanted);
    const answer: EvaluationDeleteResponse = { Count: wanted.length, Index: seq };
    return Answer.ofWrite(answer, seq);
  }
}

function evaluationOf({ evals }: State, id: string): EvaluationRow {
  checkUuid(id, 'eval');
  const row = evals.get(id);
  if (!row) throw new SteppeError('EVALUATION_NOT_FOUND', 'eval not found');
  return row;
}

function matching(state: State, filter: string): EvaluationRow[] {
  const wanted = parseFilter(filter);
  return [...state.evals.values()].filter((row) =>
    passesFilter(wanted, evaluationToWire(state, row), FIELDS),
  );
}
