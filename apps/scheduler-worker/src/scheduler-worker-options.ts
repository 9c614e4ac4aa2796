import type { EventStore, Projection } from '@steppe/event-log';
import type { Clock, Logger } from '@steppe/nest-kit';

export interface SchedulerWorkerOptions {
  readonly store: EventStore;
  /** A view of the log that follows it. Whoever opened it ends the process when it fails. */
  readonly projection: Projection;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Tells this worker from others; part of the actor of what it appends. */
  readonly instance: string;
  /**
   * How many evaluations it holds at once. Plans are made one after another; while one waits for the log, the
   * others go on. @default 32
   */
  readonly concurrency?: number | undefined;
}
