import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Seq, type State, SteppeError } from '@steppe/domain';
import { type EventStore, seqAt, stateAt, type Timers } from '@steppe/event-log';
import { EVENT_STORE } from '@steppe/nest-kit';
import { RecentResults } from '../explain/recent-results.ts';
import { parseWhole } from '../http/go-values.ts';
import { TIMERS } from '../tokens.ts';

/** Whoever looks around at one time asks again soon; a state is too large to be kept for longer. */
const KEPT_MS = 60_000;

/** The cluster as it was: states that are rebuilt from the log. */
@Injectable()
export class PastStates implements OnModuleDestroy {
  readonly #store: EventStore;
  readonly #timers: Timers;
  #states = new RecentResults<State>(1);
  #forgetLater = (): void => undefined;

  constructor(@Inject(EVENT_STORE) store: EventStore, @Inject(TIMERS) timers: Timers) {
    this.#store = store;
    this.#timers = timers;
  }

  onModuleDestroy(): void {
    this.#forgetLater();
  }

  /**
   * @param at an index, or a time such as `2026-11-28T03:12:00Z`.
   * @throws SteppeError `REQUEST_INVALID` when it is neither, or still to come; `INDEX_EXPIRED` when the log does not go
   *   back so far.
   */
  async at(at: string): Promise<State> {
    const seq = await this.#seqOf(at);
    this.#forgetLater();
    this.#forgetLater = this.#timers.after(KEPT_MS, () => (this.#states = new RecentResults(1)));
    return await this.#states.get(String(seq), async () => await stateAt(this.#store, seq));
  }

  async #seqOf(at: string): Promise<Seq> {
    const { log } = this.#store;
    const index = parseWhole(at);
    if (index === undefined) return await seqAt(log, timeOf(at));
    const lastSeq = await log.lastSeq();
    if (index <= lastSeq) return index;
    throw new SteppeError('REQUEST_INVALID', `index ${index} is to come: the log is at ${lastSeq}`);
  }
}

function timeOf(at: string): number {
  const atMs = /^\d{4}-\d\d-\d\dT/.test(at) ? Date.parse(at) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  throw new SteppeError(
    'REQUEST_INVALID',
    `"at" must be an index or a time such as 2026-11-28T03:12:00Z, not "${at}"`,
  );
}
