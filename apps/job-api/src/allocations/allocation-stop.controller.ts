import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { AllocStopResponse } from '@steppe/api-contract';
import { isTerminal, SteppeError, subjects } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { checkUuid } from '../reads/ids.ts';
import { NEW_ID } from '../tokens.ts';
import { evaluationCreated } from '../writes/evaluation-created.ts';
import { LogWriter } from '../writes/log-writer.ts';

@Controller('v1/allocation/:allocId')
export class AllocationStopController {
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(NEW_ID) private readonly newId: () => string,
  ) {}

  /** Has an allocation placed anew and then stopped: one that has ended stays as it is. */
  @Post('stop')
  @HttpCode(200)
  async stop(@Param('allocId') allocId: string): Promise<Answer> {
    checkUuid(allocId, 'alloc');
    const row = this.log.state.allocs.get(allocId);
    if (!row) throw new SteppeError('ALLOCATION_NOT_FOUND', 'allocation not found');
    const id = this.newId();
    const evaluation = evaluationCreated(row.jobVersion.job, { id, triggeredBy: 'alloc-stop' });
    const seq = await this.log.append(
      subjects.node(row.nodeId),
      ...(isTerminal(row)
        ? []
        : [{ type: 'AllocationMigrationRequested', v: 1, allocId } as const]),
      evaluation,
    );
    const body: AllocStopResponse = { EvalID: id, Index: seq };
    return Answer.ofWrite(body, seq);
  }
}
