import { type StreamEvent, streamEventsOf } from '@steppe/api-contract';
import type { Recorded, Seq } from '@steppe/domain';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Projection } from '@steppe/event-log';
import { PROJECTION } from '@steppe/nest-kit';
import { EntryEvents } from './entry-events.ts';

/** The latest entries with events. Whoever is further behind reads the log. */
const ENTRIES_MAX = 4_096;

/** The events of the latest entries, made once for all subscribers. */
@Injectable()
export class EventBuffer implements OnModuleDestroy {
  readonly #entries: EntryEvents[] = [];
  readonly #projection: Projection;
  readonly #unsubscribe: () => void;
  #firstSeq: Seq;
  #isClosed = false;
  #change = Promise.withResolvers<void>();

  constructor(@Inject(PROJECTION) projection: Projection) {
    this.#projection = projection;
    this.#firstSeq = projection.state.seq + 1;
    this.#unsubscribe = projection.onApplied((entry) => this.#add(entry));
  }

  /** Ends all subscriptions. */
  onModuleDestroy(): void {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#change.resolve();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** From this seq on it has every event. */
  get firstSeq(): Seq {
    return this.#firstSeq;
  }

  /** Seq of the last entry, with events or without. */
  get lastSeq(): Seq {
    return this.#projection.state.seq;
  }

  /** The first entry with events at a seq or after it; undefined when there is none yet. */
  next(seq: Seq): EntryEvents | undefined {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.seq ?? seq) < seq) low = middle + 1;
      else high = middle;
    }
    return this.#entries[low];
  }

  /** Where the last so many entries with events begin. */
  seqOfLast(count: number): Seq {
    return this.#entries.at(-count)?.seq ?? this.#firstSeq;
  }

  /** Resolves at the next event, or when there will be none any more. */
  get change(): Promise<void> {
    return this.#change.promise;
  }

  #add(entry: Recorded): void {
    const events: readonly StreamEvent[] = streamEventsOf(entry, this.#projection.state);
    if (events.length === 0) return;
    this.#entries.push(new EntryEvents(entry.seq, events));
    if (this.#entries.length > ENTRIES_MAX) this.#dropOldest();
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  /** Many at once, since moving the rest has its price. */
  #dropOldest(): void {
    const [last] = this.#entries.splice(0, ENTRIES_MAX / 4).slice(-1);
    this.#firstSeq = (last?.seq ?? 0) + 1;
  }
}
