import { type StreamEvent, streamEventToWire } from '@steppe/api-contract';
import type { Seq } from '@steppe/domain';

/** The events of one entry of the log, each turned into text once, however many want it. */
export class EntryEvents {
  readonly seq: Seq;
  readonly #events: readonly StreamEvent[];
  readonly #texts = new Map<StreamEvent, string>();
  /** What the last subscriber was told: most want the same as others. */
  #told: { readonly events: readonly StreamEvent[]; readonly lines: Buffer } | undefined;

  constructor(seq: Seq, events: readonly StreamEvent[]) {
    this.seq = seq;
    this.#events = events;
  }

  /** Lines with those that are wanted, as bytes that many may be sent; undefined when none is. */
  linesFor(wants: (event: StreamEvent) => boolean): Buffer | undefined {
    const events = this.#events.filter((event) => wants(event));
    if (events.length === 0) return undefined;
    if (!this.#told || !isSame(this.#told.events, events)) {
      this.#told = { events, lines: this.#linesOf(events) };
    }
    return this.#told.lines;
  }

  #linesOf(events: readonly StreamEvent[]): Buffer {
    const lines = batchesOf(events)
      .map((batch) => batch.map((event) => this.#textOf(event)).join(','))
      .map((texts) => `{"Index":${this.seq},"Events":[${texts}]}\n`);
    return Buffer.from(lines.join(''));
  }

  #textOf(event: StreamEvent): string {
    const known = this.#texts.get(event);
    if (known !== undefined) return known;
    const text = JSON.stringify(streamEventToWire(event, this.seq));
    this.#texts.set(event, text);
    return text;
  }
}

function isSame(some: readonly StreamEvent[], others: readonly StreamEvent[]): boolean {
  return some.length === others.length && some.every((event, at) => event === others[at]);
}

/** One entry may be about several evaluations. Clients of Nomad get each of them in a line of its own, and rely on it. */
function batchesOf(events: readonly StreamEvent[]): StreamEvent[][] {
  const batches: StreamEvent[][] = [];
  for (const event of events) {
    const last = batches.at(-1);
    if (last && !isAlone(event) && !last.some(isAlone)) last.push(event);
    else batches.push([event]);
  }
  return batches;
}

function isAlone({ topic }: StreamEvent): boolean {
  return topic === 'Evaluation';
}
