import { Controller, Get, Inject, Param } from '@nestjs/common';
import {
  AllocationStub,
  allocationStub,
  evaluationToWire,
  relatedEvaluations,
  WireEvaluation,
} from '@steppe/api-contract';
import { type AllocationRow, allocsOfEval, type EvaluationRow, SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { checkUuid, checkUuidPrefix } from '../reads/ids.ts';
import { byCreation, compareCreation, where } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';

@Controller('v1')
export class EvaluationsController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  @Get('evaluations')
  list(@Options() options: ReadOptions): Promise<Answer> {
    const { inScope, prefix, query } = options;
    checkUuidPrefix(prefix, 'eval');
    const status = query.text('status') ?? '';
    const job = query.text('job') ?? '';
    return this.reads.list<EvaluationRow>(
      {
        tables: ['evals'],
        rows: ({ evals }) =>
          byCreation(
            where(evals.values(), (row) => {
              const { id, namespace: own, jobId } = row.evaluation;
              return (
                id.startsWith(prefix) &&
                inScope(own) &&
                (status === '' || row.status === status) &&
                (job === '' || jobId === job)
              );
            }),
            ({ evaluation }) => evaluation.id,
          ),
        tokenOf: ({ createSeq, evaluation }) => `${createSeq}.${evaluation.id}`,
        compareTokens: compareCreation,
        createSeqOf: ({ createSeq }) => createSeq,
        item: WireEvaluation,
        toWire: (row, state) => evaluationToWire(state, row),
      },
      options,
    );
  }

  @Get('evaluations/count')
  count(@Options() options: ReadOptions): Promise<Answer> {
    return this.reads.one(
      {
        tables: ['evals'],
        find: ({ evals, tableSeq }) => ({
          body: {
            Count: evals.size,
            Index: tableSeq.evals,
            LastContact: 0,
            KnownLeader: true,
            NextToken: '',
          },
          index: tableSeq.evals,
        }),
        otherwise: notFound,
      },
      options,
    );
  }

  @Get('evaluation/:evalId')
  get(@Param('evalId') evalId: string, @Options() options: ReadOptions): Promise<Answer> {
    checkUuid(evalId, 'failed to lookup eval: eval');
    const related = options.query.flag('related') ?? false;
    return this.reads.one(
      {
        tables: ['evals'],
        find: (state) => {
          const row = state.evals.get(evalId);
          if (!row) return undefined;
          const body = evaluationToWire(state, row);
          const others = related ? relatedEvaluations(state, row) : [];
          return {
            body: others.length === 0 ? body : { ...body, RelatedEvals: others },
            index: row.modifySeq,
          };
        },
        otherwise: notFound,
      },
      options,
    );
  }

  @Get('evaluation/:evalId/allocations')
  allocations(@Param('evalId') evalId: string, @Options() options: ReadOptions): Promise<Answer> {
    checkUuid(evalId, 'eval');
    return this.reads.list<AllocationRow>(
      {
        tables: ['allocs'],
        rows: (state) => allocsOfEval(state, evalId),
        tokenOf: ({ createSeq, id }) => `${createSeq}.${id}`,
        compareTokens: compareCreation,
        createSeqOf: ({ createSeq }) => createSeq,
        item: AllocationStub,
        toWire: (row, state) => allocationStub(state, row, { resources: false, taskStates: true }),
      },
      options,
    );
  }
}

function notFound(): SteppeError {
  return new SteppeError('EVALUATION_NOT_FOUND', 'eval not found');
}
