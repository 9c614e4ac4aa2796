import type { Recorded, Seq } from '@steppe/domain';
import type { AppendRequest, EventLog } from '@steppe/event-log';

/** Does an append, or does it wrongly. */
export type Appending = (request: AppendRequest, log: EventLog) => Promise<Seq>;

/** How a planted bug gets between the processes and the log. */
export interface Interference {
  /** @default appends as asked */
  readonly append?: Appending;
  /** An entry as a process understands it, by the process's name. @default as it is */
  readonly understand?: (entry: Recorded, process: string) => Recorded;
}
