import { Controller, Delete, Get, Inject, Param } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import type { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { Reads } from '../reads/reads.service.ts';

/** There are no registered volumes: tools that list them see that. */
@Controller('v1')
export class VolumesController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  @Get(['volumes', 'volumes/claims'])
  none(@Options() options: ReadOptions): Promise<Answer> {
    return this.reads.one(
      {
        tables: ['namespaces'],
        find: (state) => ({ body: [], index: state.tableSeq.namespaces }),
        otherwise: () => new SteppeError('PATH_NOT_FOUND', 'no volumes'),
      },
      options,
    );
  }

  @Delete('volumes/claim/:id')
  releaseClaim(@Param('id') id: string): never {
    throw new SteppeError('PATH_NOT_FOUND', `task group volume claim does not exist: ${id}`);
  }

  @Get('volume/host/:id')
  volume(): never {
    throw new SteppeError('PATH_NOT_FOUND', 'volume not found');
  }
}
