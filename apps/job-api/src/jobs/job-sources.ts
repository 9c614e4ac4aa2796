import { Inject, Injectable } from '@nestjs/common';
import type { JobRow, JobSource } from '@steppe/domain';
import type { EventStore } from '@steppe/event-log';
import { EVENT_STORE } from '@steppe/nest-kit';

/** What jobs were written as: the current version's source is in the state, that of an earlier one in its entry of the log. */
@Injectable()
export class JobSources {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /** Undefined when the version is not kept, or was registered without its source. */
  async of(row: JobRow, version: number): Promise<JobSource | undefined> {
    if (row.current.version === version) return row.source;
    const kept = row.versions.find((each) => each.version === version);
    const entry = kept && (await this.store.log.get(kept.seq));
    return entry?.commit.events.find((event) => event.type === 'JobRegistered')?.source;
  }
}
