import { Controller, Delete, Get, Inject, Param, Req } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import type { FastifyRequest } from 'fastify';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { Reads } from '../reads/reads.service.ts';

/** There are no registered volumes: tools that list them see that. */
@Controller('v1')
export class VolumesController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  /** Without a type that is asked for, Nomad does not even look. */
  @Get(['volumes', 'volumes/claims'])
  none(@Req() { url }: FastifyRequest, @Options() options: ReadOptions): Promise<Answer> | Answer {
    const isUntyped = !url.startsWith('/v1/volumes/claims') && !options.query.text('type');
    if (isUntyped) return new Answer([], {});
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
