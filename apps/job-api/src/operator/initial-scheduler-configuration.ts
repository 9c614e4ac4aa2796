import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { canonicalJson, type SchedulerConfiguration, subjects } from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import { INITIAL_SCHEDULER_CONFIGURATION } from '../tokens.ts';
import { LogWriter } from '../writes/log-writer.ts';

/** Sets the scheduler configuration of a new cluster. Once somebody has set it, that stands. */
@Injectable()
export class InitialSchedulerConfiguration implements OnApplicationBootstrap {
  constructor(
    @Inject(LogWriter) private readonly writer: LogWriter,
    @Inject(INITIAL_SCHEDULER_CONFIGURATION)
    private readonly wanted: SchedulerConfiguration | null,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const configuration = this.wanted;
    if (!configuration) return;
    await this.writer.write({
      subject: subjects.config('scheduler'),
      lastSeq: (state) => state.schedulerConfiguration.modifySeq,
      decide: ({ schedulerConfiguration: { createSeq, configuration: present } }) => {
        const isSet = createSeq > 0 || canonicalJson(present) === canonicalJson(configuration);
        if (isSet) return [];
        this.logger.info({ configuration }, 'setting the scheduler configuration of a new cluster');
        return [{ type: 'SchedulerConfigurationChanged', v: 1, configuration }];
      },
    });
  }
}
