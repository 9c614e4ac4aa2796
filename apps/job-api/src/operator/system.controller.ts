import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { subjects } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { LogWriter } from '../writes/log-writer.ts';

/** Not even an index. */
const NOTHING = new Answer(undefined, {});

@Controller('v1/system')
export class SystemController {
  constructor(@Inject(LogWriter) private readonly log: LogWriter) {}

  /** Has all that has ended forgotten. Answers once that is asked for; the broker does it. */
  @Post('gc')
  @HttpCode(200)
  async collectGarbage(): Promise<Answer> {
    const request = { type: 'GarbageCollectionRequested', v: 1 } as const;
    await this.log.append(subjects.collection(), request);
    return NOTHING;
  }

  /** Nothing to do: summaries are derived from the allocations by every view, so they are never off. */
  @Post('reconcile/summaries')
  @HttpCode(200)
  reconcileSummaries(): Answer {
    return NOTHING;
  }
}
