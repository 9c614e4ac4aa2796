import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { AllocStopResponse } from '@steppe/api-contract';
import { type DomainEvent, isTerminal, SteppeError, subjects } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
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
  async stop(
    @Param('allocId') allocId: string,
    @Options() { query }: ReadOptions,
  ): Promise<Answer> {
    const wishes = {
      rescheduled: query.flag('reschedule') ?? false,
      noShutdownDelay: query.flag('no_shutdown_delay') ?? false,
    };
    checkUuid(allocId, 'alloc');
    const row = this.log.state.allocs.get(allocId);
    if (!row) throw new SteppeError('ALLOCATION_NOT_FOUND', 'allocation not found');
    const id = this.newId();
    const evaluation = evaluationCreated(row.jobVersion.job, { id, triggeredBy: 'alloc-stop' });
    const seq = await this.log.append(
      subjects.node(row.nodeId),
      ...(isTerminal(row) ? [] : stopsOf(allocId, wishes)),
      evaluation,
    );
    const body: AllocStopResponse = { EvalID: id, Index: seq };
    return Answer.ofWrite(body, seq);
  }
}

function stopsOf(
  allocId: string,
  { rescheduled, noShutdownDelay }: { rescheduled: boolean; noShutdownDelay: boolean },
): DomainEvent[] {
  const migration = { type: 'AllocationMigrationRequested', v: 1, allocId } as const;
  return [
    ...(noShutdownDelay
      ? [{ type: 'AllocationShutdownDelaySkipped', v: 1, allocId } as const]
      : []),
    rescheduled ? { ...migration, rescheduled } : migration,
  ];
}
