import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  DeploymentAllocHealthRequest,
  DeploymentPauseRequest,
  DeploymentPromoteRequest,
  type DeploymentUpdateResponse,
} from '@steppe/api-contract';
import { SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { parseBody } from '../http/request-body.ts';
import { checkUuid } from '../reads/ids.ts';
import { type DeploymentWrite, DeploymentWriter } from './deployment-writer.ts';

/** What may be asked of a deployment. */
@Controller('v1/deployment')
export class DeploymentActionsController {
  constructor(@Inject(DeploymentWriter) private readonly writer: DeploymentWriter) {}

  @Post('promote/:deploymentId')
  @HttpCode(200)
  async promote(@Param('deploymentId') id: string, @Body() body: unknown): Promise<Answer> {
    const { All, Groups } = parseBody(body, DeploymentPromoteRequest);
    checkUuid(id, 'deployment');
    return answerOf(await this.writer.promote(id, All ? undefined : (Groups ?? [])));
  }

  @Post('pause/:deploymentId')
  @HttpCode(200)
  async pause(@Param('deploymentId') id: string, @Body() body: unknown): Promise<Answer> {
    const { Pause } = parseBody(body, DeploymentPauseRequest);
    checkUuid(id, 'deployment');
    return answerOf(await (Pause ? this.writer.pause(id) : this.writer.resume(id)));
  }

  @Post('allocation-health/:deploymentId')
  @HttpCode(200)
  async setHealth(@Param('deploymentId') id: string, @Body() body: unknown): Promise<Answer> {
    const request = parseBody(body, DeploymentAllocHealthRequest);
    if (!request.DeploymentID) throw invalid('DeploymentID must be specified');
    if (request.DeploymentID !== id) throw invalid('Deployment ID does not match');
    const healthy = request.HealthyAllocationIDs ?? [];
    const unhealthy = request.UnhealthyAllocationIDs ?? [];
    if (healthy.length + unhealthy.length === 0) {
      throw invalid('must specify at least one healthy/unhealthy allocation ID');
    }
    checkUuid(id, 'deployment');
    return answerOf(await this.writer.setHealth(id, { healthy, unhealthy }));
  }

  @Post('fail/:deploymentId')
  @HttpCode(200)
  async fail(@Param('deploymentId') id: string): Promise<Answer> {
    checkUuid(id, 'deployment');
    return answerOf(await this.writer.fail(id));
  }
}

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}

function answerOf({ evalId, revertedTo, seq }: DeploymentWrite): Answer {
  const body: DeploymentUpdateResponse = {
    EvalID: evalId,
    EvalCreateIndex: evalId === '' ? 0 : seq,
    DeploymentModifyIndex: seq,
    RevertedJobVersion: revertedTo ?? null,
    Index: seq,
  };
  return Answer.ofWrite(body, seq);
}
