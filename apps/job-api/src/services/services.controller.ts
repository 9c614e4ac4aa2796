import { Controller, Delete, Get, Inject, Param } from '@nestjs/common';
import { serviceInstanceToWire, serviceLists, WireServiceInstance } from '@steppe/api-contract';
import {
  jobKey,
  serviceInstances,
  servicesOfAlloc,
  type ServiceRow,
  type State,
  subjects,
  SteppeError,
} from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { checkUuid } from '../reads/ids.ts';
import { Reads } from '../reads/reads.service.ts';
import { LogWriter } from '../writes/log-writer.ts';
import { chosenInstances, parseChoice } from './choose.ts';

/** The services that allocations offer, where each of their instances is. */
@Controller('v1')
export class ServicesController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(LogWriter) private readonly log: LogWriter,
  ) {}

  @Get('services')
  services(@Options() options: ReadOptions): Promise<Answer> {
    return this.reads.one(
      {
        tables: ['services'],
        find: (state) => ({
          body: serviceLists(
            serviceInstances(state, options).filter(({ instance }) =>
              options.sees(instance.namespace),
            ),
          ),
          index: state.tableSeq.services,
        }),
        otherwise: () => new SteppeError('PATH_NOT_FOUND', 'no services'),
      },
      options,
    );
  }

  @Get('service/:name')
  service(@Param('name') name: string, @Options() options: ReadOptions): Promise<Answer> {
    const { namespace, query } = options;
    const choice = parseChoice(query.text('choose'));
    return this.#list(options, (state) =>
      chosenInstances(serviceInstances(state, { namespace, name }), choice),
    );
  }

  @Get('job/:jobId/services')
  ofJob(@Param('jobId') jobId: string, @Options() options: ReadOptions): Promise<Answer> {
    return this.#list(options, (state) => {
      if (!state.jobs.has(jobKey(options.namespace, jobId))) {
        throw new SteppeError('JOB_NOT_FOUND', 'job not found');
      }
      return serviceInstances(state, options).filter(({ instance }) => instance.jobId === jobId);
    });
  }

  @Get('allocation/:allocId/services')
  ofAllocation(
    @Param('allocId') allocId: string,
    @Options() options: ReadOptions,
  ): Promise<Answer> {
    checkUuid(allocId, 'alloc');
    return this.#list(options, (state) => servicesOfAlloc(state, allocId));
  }

  /** For what an agent that is gone left behind: one that is there registers its instances again as they change. */
  @Delete('service/:name/:id')
  async delete(
    @Param('name') name: string,
    @Param('id') id: string,
    @Options() { namespace }: ReadOptions,
  ): Promise<Answer> {
    const instance = this.reads.state.services.get(id)?.instance;
    if (!instance || instance.name !== name || instance.namespace !== namespace) {
      throw new SteppeError('PATH_NOT_FOUND', 'service registration not found');
    }
    const subject = subjects.node(instance.nodeId);
    const seq = await this.log.append(subject, { type: 'ServiceDeregistered', v: 1, id });
    return Answer.ofWrite(null, seq);
  }

  #list(options: ReadOptions, rows: (state: State) => readonly ServiceRow[]): Promise<Answer> {
    return this.reads.list<ServiceRow>(
      {
        tables: ['services'],
        rows: (state) => rows(state).filter(({ instance }) => options.sees(instance.namespace)),
        tokenOf: ({ instance }) => instance.id,
        item: WireServiceInstance,
        toWire: (row) => serviceInstanceToWire(row),
      },
      options,
    );
  }
}
