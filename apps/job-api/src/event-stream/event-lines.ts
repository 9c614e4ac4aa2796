import { type StreamEvent, streamEventsOf } from '@steppe/api-contract';
import { applyRecorded, type Seq, SteppeError } from '@steppe/domain';
import { Inject, Injectable } from '@nestjs/common';
import { type EventStore, stateAt, type Timers } from '@steppe/event-log';
import { EVENT_STORE } from '@steppe/nest-kit';
import { EntryEvents } from './entry-events.ts';
import { EventBuffer } from './event-buffer.ts';
import { Heartbeat } from './heartbeat.ts';
import { TIMERS } from '../tokens.ts';

const HEARTBEAT_LINE = Buffer.from('{}\n');
const HEARTBEAT_MS = 10_000;
/** As many as Nomad's own buffer holds: what a subscriber without an index is told of first. */
const RECENT_ENTRIES = 100;
/** Each of them holds a state of its own for a while. */
const CATCHING_UP_MAX = 4;

export interface EventSubscription {
  readonly wants: (event: StreamEvent) => boolean;
  /** Whether the subscriber may still read; asked before each entry. Default: for ever. */
  readonly isAdmitted?: () => boolean | Promise<boolean>;
  /** The first index to tell of; 0: the latest events that are at hand, then what comes. */
  readonly fromIndex: Seq;
  /** Aborted when the subscriber is gone. */
  readonly signal: AbortSignal;
}

/**
 * Lines for the subscribers of the event stream. A line is made when its subscriber takes it, so that a slow one costs
 * nothing: when the buffer has gone on without it, it reads the log, and misses no event.
 */
@Injectable()
export class EventLines {
  readonly #store: EventStore;
  readonly #buffer: EventBuffer;
  readonly #timers: Timers;
  #catchingUp = 0;
  #slotFree = Promise.withResolvers<void>();

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(EventBuffer) buffer: EventBuffer,
    @Inject(TIMERS) timers: Timers,
  ) {
    this.#store = store;
    this.#buffer = buffer;
    this.#timers = timers;
  }

  /** @throws SteppeError `INDEX_EXPIRED` when the log does not go back so far. */
  async subscribe(subscription: EventSubscription): Promise<AsyncIterable<Buffer>> {
    const { fromIndex } = subscription;
    if (fromIndex === 0) {
      return this.#lines(this.#buffer.seqOfLast(RECENT_ENTRIES), subscription);
    }
    const firstSeq = await this.#store.log.firstSeq();
    if (fromIndex >= firstSeq) return this.#lines(fromIndex, subscription);
    throw new SteppeError(
      'INDEX_EXPIRED',
      `index ${fromIndex} is older than what is kept: ask for ${firstSeq} or later`,
    );
  }

  async *#lines(fromSeq: Seq, subscription: EventSubscription): AsyncGenerator<Buffer> {
    const { wants, signal, isAdmitted = always } = subscription;
    const heartbeat = new Heartbeat(this.#timers, HEARTBEAT_MS);
    let nextSeq = fromSeq;
    yield HEARTBEAT_LINE;
    heartbeat.restart();
    try {
      while (!signal.aborted && !this.#buffer.isClosed) {
        if (heartbeat.isDue) {
          heartbeat.restart();
          yield HEARTBEAT_LINE;
        }
        const { firstSeq } = this.#buffer;
        if (nextSeq < firstSeq) {
          yield* this.#logged({ fromSeq: nextSeq, untilSeq: firstSeq }, subscription, heartbeat);
          nextSeq = firstSeq;
          continue;
        }
        const entry = this.#buffer.next(nextSeq);
        if (!entry) {
          await heartbeat.dueOr(this.#buffer.change, signal);
          continue;
        }
        nextSeq = entry.seq + 1;
        const admitted = isAdmitted();
        if (admitted !== true && !(await admitted)) return;
        const lines = entry.linesFor(wants);
        if (lines === undefined) continue;
        heartbeat.restart();
        yield lines;
      }
    } finally {
      heartbeat.stop();
    }
  }

  /** The events of older entries, each with the state as it was then. */
  async *#logged(
    { fromSeq, untilSeq }: { fromSeq: Seq; untilSeq: Seq },
    { wants, signal, isAdmitted = always }: EventSubscription,
    heartbeat: Heartbeat,
  ): AsyncGenerator<Buffer> {
    while (this.#catchingUp >= CATCHING_UP_MAX) {
      if (signal.aborted || this.#buffer.isClosed) return;
      await heartbeat.dueOr(this.#slotFree.promise, signal);
      if (!heartbeat.isDue) continue;
      heartbeat.restart();
      yield HEARTBEAT_LINE;
    }
    this.#catchingUp += 1;
    try {
      const state = await stateAt(this.#store, fromSeq - 1);
      for await (const entry of this.#store.log.read({ fromSeq, toSeq: untilSeq - 1 })) {
        if (signal.aborted) return;
        applyRecorded(state, entry);
        if (!(await isAdmitted())) return;
        const lines = new EntryEvents(entry.seq, streamEventsOf(entry, state)).linesFor(wants);
        if (lines !== undefined) yield lines;
      }
    } finally {
      this.#catchingUp -= 1;
      this.#slotFree.resolve();
      this.#slotFree = Promise.withResolvers();
    }
  }
}

const always = (): boolean => true;
