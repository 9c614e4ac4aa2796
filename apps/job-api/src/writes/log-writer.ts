import { Inject, Injectable } from '@nestjs/common';
import { type DomainEvent, type Seq, type State, SteppeError } from '@steppe/domain';
import { type EventStore, type Projection } from '@steppe/event-log';
import { CLOCK, type Clock, EVENT_STORE, PROJECTION } from '@steppe/nest-kit';
import { RequestActor } from '../access/request-actor.ts';
import { ACTOR } from '../tokens.ts';

const ATTEMPTS_MAX = 20;
const READ_YOUR_WRITES_MS = 10_000;

/** An entry that follows from the state, and holds only as long as nobody else wrote to its subject. */
export interface Write {
  readonly subject: string;
  /** Seq of the last entry on the subject that a state has seen. */
  readonly lastSeq: (state: State) => Seq;
  /**
   * Nothing, when the state is as it is wanted.
   *
   * @throws SteppeError when the state does not allow it.
   */
  readonly decide: (state: State) => readonly DomainEvent[];
}

/** Appends what people ask for to the log. Each write has been applied to the own view when it returns. */
@Injectable()
export class LogWriter {
  readonly #store: EventStore;
  readonly #projection: Projection;
  readonly #now: Clock;
  readonly #actor: string;
  readonly #request: RequestActor;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(PROJECTION) projection: Projection,
    @Inject(CLOCK) now: Clock,
    @Inject(ACTOR) actor: string,
    @Inject(RequestActor) request: RequestActor,
  ) {
    this.#store = store;
    this.#projection = projection;
    this.#now = now;
    this.#actor = actor;
    this.#request = request;
  }

  get state(): State {
    return this.#projection.state;
  }

  /**
   * Decides on the state as it is, and decides again when someone else was faster.
   *
   * @throws SteppeError `LOG_CONFLICT` when too many others write to the subject; whatever `decide` throws.
   */
  async write({ subject, lastSeq, decide }: Write): Promise<Seq> {
    for (let attempt = 1; ; attempt++) {
      const expectedSeq = lastSeq(this.state);
      const seenSeq = this.state.seq;
      const events = decide(this.state);
      if (events.length === 0) return this.state.seq;
      const commit = this.#commit(events);
      try {
        const request = { subject, commit, expectedSeq, seenSeq };
        return await this.#seen(await this.#store.log.append(request));
      } catch (error) {
        const isConflict = error instanceof SteppeError && error.code === 'LOG_CONFLICT';
        if (!isConflict || attempt === ATTEMPTS_MAX) throw error;
        await this.#seen(await this.#store.log.lastSeq());
      }
    }
  }

  /** Appends what holds whatever else is written to the subject. */
  async append(subject: string, ...events: readonly DomainEvent[]): Promise<Seq> {
    return this.#seen(await this.#store.log.append({ subject, commit: this.#commit(events) }));
  }

  async #seen(seq: Seq): Promise<Seq> {
    await this.#projection.waitFor(seq, { timeoutMs: READ_YOUR_WRITES_MS });
    return seq;
  }

  #commit(events: readonly DomainEvent[]) {
    const actor = this.#request.name ?? this.#actor;
    return { v: 1 as const, atMs: this.#now(), actor, events: [...events] };
  }
}
