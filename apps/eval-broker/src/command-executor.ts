import type { Append, Command, Release } from '@steppe/broker';
import { type Seq, SteppeError } from '@steppe/domain';
import type { EvalBrokerOptions } from './eval-broker-options.ts';
import { tellOf } from './tell-of.ts';

export interface ExecutorEvents {
  /** The log did not answer: the entry may or may not be in it. */
  onAbandoned(append: Append): void;
  /** A command that can never succeed. */
  onFailure(cause: unknown): void;
}

/** Carries the broker's commands out, without waiting for one before the next. */
export class CommandExecutor {
  readonly #options: EvalBrokerOptions;
  readonly #events: ExecutorEvents;
  #unreleased: Release[] = [];

  constructor(options: EvalBrokerOptions, events: ExecutorEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** @param cause seq of the entry that the commands follow from. */
  execute(commands: readonly Command[], cause?: Seq): void {
    for (const command of commands) {
      if (command.kind === 'release') void this.#release(command);
      else if (command.kind === 'append') void this.#append(command, cause);
      else this.#options.logger.warn(command.details, command.message);
    }
  }

  /** Tries the releases again that the queue did not take. */
  retryReleases(): void {
    const releases = this.#unreleased;
    this.#unreleased = [];
    for (const release of releases) void this.#release(release);
  }

  async #append(append: Append, cause: Seq | undefined): Promise<void> {
    const { store, clock, instance, logger } = this.#options;
    const { subject, expectedSeq, seenSeq, events } = append;
    try {
      const seq = await store.log.append({
        subject,
        expectedSeq,
        seenSeq,
        commit: {
          v: 1,
          atMs: clock(),
          actor: `eval-broker/${instance}`,
          cause,
          events: [...events],
        },
      });
      for (const event of events) tellOf(logger, event, seq);
    } catch (error) {
      this.#appendFailed(append, error);
    }
  }

  #appendFailed(append: Append, error: unknown): void {
    const { subject, expectedSeq } = append;
    const { logger } = this.#options;
    const code = error instanceof SteppeError ? error.code : undefined;
    if (code === 'LOG_CONFLICT') {
      // Someone else was first. Their entry comes, and the broker decides anew from it.
      logger.debug({ subject, expectedSeq }, 'append lost its compare-and-set');
      return;
    }
    if (code === 'LOG_UNAVAILABLE') {
      logger.warn({ err: error, subject }, 'append failed: to be tried again');
      this.#events.onAbandoned(append);
      return;
    }
    this.#events.onFailure(error);
  }

  async #release(release: Release): Promise<void> {
    const { store, logger } = this.#options;
    const { id, item } = release;
    try {
      await store.ready.push(item, { id });
      logger.debug({ evalId: item.evalId, jobId: item.jobId, id }, 'evaluation released');
    } catch (error) {
      logger.warn({ err: error, evalId: item.evalId }, 'release failed: to be tried again');
      this.#unreleased.push(release);
    }
  }
}
