import { Controller, Get, Inject, Param } from '@nestjs/common';
import { AllocationStub, allocationStub, allocationToWire } from '@steppe/api-contract';
import { type AllocationRow, SteppeError } from '@steppe/domain';
import { Explanations } from '../explain/explanation.service.ts';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { checkUuid, checkUuidPrefix } from '../reads/ids.ts';
import { byCreation, compareCreation, where } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';

@Controller('v1')
export class AllocationsController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Explanations) private readonly explanations: Explanations,
  ) {}

  @Get('allocations')
  list(@Options() options: ReadOptions): Promise<Answer> {
    const { inScope, prefix, query } = options;
    checkUuidPrefix(prefix, 'alloc');
    const resources = query.flag('resources') ?? false;
    const taskStates = query.flag('task_states') ?? true;
    return this.reads.list<AllocationRow>(
      {
        tables: ['allocs'],
        rows: ({ allocs }) =>
          byCreation(
            where(allocs.values(), ({ id, jobVersion }) => {
              return id.startsWith(prefix) && inScope(jobVersion.job.namespace);
            }),
            ({ id }) => id,
          ),
        tokenOf: ({ createSeq, id }) => `${createSeq}.${id}`,
        compareTokens: compareCreation,
        createSeqOf: ({ createSeq }) => createSeq,
        item: AllocationStub,
        toWire: (row, state) => allocationStub(state, row, { resources, taskStates }),
      },
      options,
    );
  }

  @Get('allocation/:allocId')
  async get(@Param('allocId') allocId: string, @Options() options: ReadOptions): Promise<Answer> {
    checkUuid(allocId, 'alloc');
    const known = this.reads.stateFor(options).allocs.get(allocId);
    const metric = known && (await this.explanations.metricOf(known));
    return this.reads.one(
      {
        tables: ['allocs'],
        find: (state) => {
          const row = state.allocs.get(allocId);
          return row && { body: allocationToWire(state, row, metric), index: row.modifySeq };
        },
        otherwise: () => new SteppeError('ALLOCATION_NOT_FOUND', 'alloc not found'),
      },
      options,
    );
  }
}
