import type { DomainEvent, State } from '@steppe/domain';
import type { Append } from '../command.ts';
import type { Target } from './target.ts';

/** What is still to be said so that the state be as intended; nothing, once it is so or has become moot. */
export type Intent = (state: State) => readonly DomainEvent[];

interface Lane {
  readonly target: Target;
  readonly intents: Map<string, Intent>;
  /** An append is on its way. Only one per subject: the next one must compare with its seq. */
  isInFlight: boolean;
}

/** Keeps a commit well below the largest message that a log takes. */
const EVENTS_PER_COMMIT_MAX = 256;

/**
 * What the broker wants to be in the log. An intent is kept until the state shows it fulfilled, whatever
 * happens to the appends: one that loses its compare-and-set is made anew from the state that won.
 */
export class Outbox {
  readonly #lanes = new Map<string, Lane>();
  readonly #dirty = new Set<string>();
  readonly #onIdle: (target: Target) => void;

  /** @param onIdle told when nothing is left to say on a subject. */
  constructor(onIdle: (target: Target) => void) {
    this.#onIdle = onIdle;
  }

  /** Adds an intent; one of the same name takes its place. */
  want(target: Target, name: string, intent: Intent): void {
    const lane = this.#lanes.get(target.subject);
    if (lane) lane.intents.set(name, intent);
    else {
      const intents = new Map([[name, intent]]);
      this.#lanes.set(target.subject, { target, intents, isInFlight: false });
    }
    this.#dirty.add(target.subject);
  }

  /** Whether something is still to be said on a subject. */
  isBusy(subject: string): boolean {
    return this.#lanes.has(subject);
  }

  /** An entry came: ours, or one that made ours lose. Either way the append on its way is decided. */
  entryApplied(subject: string): void {
    this.#reopen(subject);
  }

  /** An append failed for another reason than a conflict; it may be in the log all the same. */
  abandoned(subject: string): void {
    this.#reopen(subject);
  }

  flush(state: State): Append[] {
    if (this.#dirty.size === 0) return [];
    const appends: Append[] = [];
    for (const subject of this.#dirty) {
      const lane = this.#lanes.get(subject);
      if (!lane || lane.isInFlight) continue;
      const events = unsaid(lane, state);
      if (events.length === 0) {
        this.#lanes.delete(subject);
        this.#onIdle(lane.target);
        continue;
      }
      lane.isInFlight = true;
      const expectedSeq = lane.target.lastSeq(state);
      appends.push({ kind: 'append', subject, expectedSeq, seenSeq: state.seq, events });
    }
    this.#dirty.clear();
    return appends;
  }

  #reopen(subject: string): void {
    const lane = this.#lanes.get(subject);
    if (!lane) return;
    lane.isInFlight = false;
    this.#dirty.add(subject);
  }
}

/** The events of the intents that are not fulfilled; the others are dropped. */
function unsaid({ intents }: Lane, state: State): DomainEvent[] {
  const events: DomainEvent[] = [];
  for (const [name, intent] of intents) {
    const own = intent(state);
    if (own.length === 0) intents.delete(name);
    else if (events.length < EVENTS_PER_COMMIT_MAX) events.push(...own);
  }
  return events;
}
