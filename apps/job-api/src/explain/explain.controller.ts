import { Controller, Get, Inject, Param } from '@nestjs/common';
import { type State, SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { checkUuid } from '../reads/ids.ts';
import { Reads } from '../reads/reads.service.ts';
import { Explanations } from './explanation.service.ts';
import { explanationToWire } from './explanation-to-wire.ts';

/** Steppe's own: how an evaluation was decided. */
@Controller('v1/evaluation/:evalId/explain')
export class ExplainController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Explanations) private readonly explanations: Explanations,
  ) {}

  /** With `?alloc=`, only that placement, with the score of every node. */
  @Get()
  async explain(@Param('evalId') evalId: string, @Options() options: ReadOptions): Promise<Answer> {
    checkUuid(evalId, 'failed to lookup eval: eval');
    const state = this.reads.stateFor(options);
    const row = state.evals.get(evalId);
    if (!row) throw new SteppeError('EVALUATION_NOT_FOUND', 'eval not found');
    const explained = await this.explanations.explain(
      row,
      only(state, options.query.text('alloc')),
    );
    return Answer.ofRead(explanationToWire(state, row, explained), row.modifySeq);
  }
}

function only(
  state: State,
  allocId: string | undefined,
): { groupName: string; index: number } | undefined {
  if (allocId === undefined || allocId === '') return undefined;
  const alloc = state.allocs.get(allocId);
  if (!alloc) throw new SteppeError('ALLOCATION_NOT_FOUND', 'alloc not found');
  return { groupName: alloc.groupName, index: alloc.index };
}
