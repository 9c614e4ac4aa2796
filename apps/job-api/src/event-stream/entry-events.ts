import { type StreamEvent, streamEventToWire } from '@steppe/api-contract';
import type { Seq } from '@steppe/domain';

/** The events of one entry of the log, each turned into text once, however many want it. */
export class EntryEvents {
  readonly seq: Seq;
  readonly #events: readonly StreamEvent[];
  readonly #texts = new Map<StreamEvent, string>();

  constructor(seq: Seq, events: readonly StreamEvent[]) {
    this.seq = seq;
    this.#events = events;
  }

  /** A line with those that are wanted; undefined when none is. */
  lineFor(wants: (event: StreamEvent) => boolean): string | undefined {
    const wanted = this.#events.filter((event) => wants(event));
    if (wanted.length === 0) return undefined;
    const texts = wanted.map((event) => this.#textOf(event));
    return `{"Index":${this.seq},"Events":[${texts.join(',')}]}\n`;
  }

  #textOf(event: StreamEvent): string {
    const known = this.#texts.get(event);
    if (known !== undefined) return known;
    const text = JSON.stringify(streamEventToWire(event, this.seq));
    this.#texts.set(event, text);
    return text;
  }
}
