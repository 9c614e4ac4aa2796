import { Inject, Injectable } from '@nestjs/common';
import type { Seq, State } from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import { NEW_ID } from '../../tokens.ts';
import { LogWriter } from '../../writes/log-writer.ts';
import { restoreWrites } from './restore-writes.ts';

/** Takes what people want of the cluster back to a snapshot, by writing it to the log once more. */
@Injectable()
export class Restorer {
  #running: Promise<Seq> = Promise.resolve(0);

  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(NEW_ID) private readonly newId: () => string,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One after the other: two at a time would undo one another. @returns where the log stands afterwards. */
  restore(wanted: State): Promise<Seq> {
    const before = this.#running;
    this.#running = before.then(
      () => this.#write(wanted),
      () => this.#write(wanted),
    );
    return this.#running;
  }

  async #write(wanted: State): Promise<Seq> {
    const fromSeq = this.log.state.seq;
    for (const write of restoreWrites(wanted, this.log.state, { newId: this.newId })) {
      await this.log.write(write);
    }
    const { seq } = this.log.state;
    this.logger.info({ snapshotSeq: wanted.seq, fromSeq, seq }, 'snapshot restored');
    return seq;
  }
}
