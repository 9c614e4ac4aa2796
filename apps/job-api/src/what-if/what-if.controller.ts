import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { WhatIfRequest } from '@steppe/api-contract';
import { SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { acceptedJob, reviewJob } from '../jobs/checked-job.ts';
import { Reads } from '../reads/reads.service.ts';
import { NEW_ID } from '../tokens.ts';
import { foreseenToWire } from './foreseen-to-wire.ts';
import { drain, loss, registration, stop } from './happenings.ts';
import { WhatIf } from './what-if.service.ts';

/** Steppe's own: what would follow if something happened. */
@Controller('v1/operator/steppe/what-if')
export class WhatIfController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(WhatIf) private readonly whatIf: WhatIf,
    @Inject(NEW_ID) private readonly newId: () => string,
  ) {}

  @Post()
  @HttpCode(200)
  async foresee(@Body() body: unknown, @Options() options: ReadOptions): Promise<Answer> {
    const { Drain, Lose, Run, Stop } = parseBody(body, WhatIfRequest);
    const { namespace } = options;
    const state = this.reads.stateFor(options);
    const { seq } = state;
    const jobs = (Run ?? []).map((job) => acceptedJob(reviewJob(job, { namespace, state })));
    if ([Drain, Lose, Run, Stop].every((happening) => (happening ?? []).length === 0)) {
      throw new SteppeError('REQUEST_INVALID', 'give what happens: Drain, Lose, Run or Stop');
    }
    const foreseen = await this.whatIf.foresee(seq, (settled, nowMs) => [
      ...(Stop ?? []).map((jobId) => stop(settled, { namespace, jobId }, this.newId())),
      ...jobs.map((job) => registration(settled, job, this.newId())),
      ...(Drain ?? []).map((nodeId) => drain(settled, nodeId, nowMs)),
      ...(Lose ?? []).map((nodeId) => loss(settled, nodeId)),
    ]);
    return Answer.ofRead(foreseenToWire(state, seq, foreseen), seq);
  }
}
