import type { BrokerOptions } from '@steppe/broker';
import type { EventStore, Projection, Timers } from '@steppe/event-log';
import type { SnapshotOptions } from './snapshots/snapshot-keeper.ts';
import type { Clock, Logger } from '@steppe/nest-kit';

export interface EvalBrokerOptions {
  readonly store: EventStore;
  /** A view of the log that follows it. Whoever opened it ends the process when it fails. */
  readonly projection: Projection;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Tells this broker from its standbys; part of the actor of what it appends. */
  readonly instance: string;
  /** Default: the system's. */
  readonly timers?: Timers | undefined;
  readonly options?: Partial<BrokerOptions> | undefined;
  /** When the state is kept, and for how long the log is. Default: no snapshots, and the log for ever. */
  readonly snapshots?: SnapshotOptions | undefined;
  /** How long a leader that died keeps its standbys waiting. Default: 2,000. */
  readonly leaseTtlMs?: number | undefined;
}
