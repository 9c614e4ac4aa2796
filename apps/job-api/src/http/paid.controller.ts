import { All, Controller, Post } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';

/** Below `/v1/`. They are not described: there is nothing behind them. */
export const PAID_PATHS: readonly string[] = [
  'sentinel/policies',
  'sentinel/policy/:name',
  'quotas',
  'quota-usages',
  'quota',
  'quota/:name',
  'quota/usage/:name',
  'recommendation',
  'recommendations',
  'recommendations/apply',
  'recommendation/:id',
];

/** What only Nomad's paid edition has answers as its free one does, so that tools see that it is not there. */
@Controller('v1')
export class PaidController {
  @All([...PAID_PATHS])
  notHere(): never {
    throw new SteppeError('NOT_IMPLEMENTED', 'Nomad Enterprise only endpoint');
  }

  /** Of these, one method alone. */
  @Post(['operator/utilization', 'operator/license'])
  notHereToPost(): never {
    return this.notHere();
  }
}
