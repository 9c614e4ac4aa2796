import { Controller, Get, Req } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import type { FastifyRequest } from 'fastify';
import { parseExecUrl } from './exec-request.ts';

/** Answers whoever asks for a command without a websocket. */
@Controller('v1/client/allocation/:allocId/exec')
export class ExecController {
  @Get()
  withoutSocket(@Req() request: FastifyRequest): never {
    parseExecUrl(request.url);
    throw new SteppeError('REQUEST_INVALID', 'websocket connection not found in context');
  }
}
