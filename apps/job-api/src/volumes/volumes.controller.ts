import { Controller, Get, Inject } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import type { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { Reads } from '../reads/reads.service.ts';

/** There are no registered volumes and no plug-ins: tools that list them see that. */
@Controller('v1')
export class VolumesController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  @Get(['volumes', 'volumes/claims', 'plugins'])
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

  @Get(['volume/csi/:id', 'volume/host/:id'])
  volume(): never {
    throw new SteppeError('PATH_NOT_FOUND', 'volume not found');
  }

  @Get('plugin/csi/:id')
  plugin(): never {
    throw new SteppeError('PATH_NOT_FOUND', 'plugin not found');
  }
}
