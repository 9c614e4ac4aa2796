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

  /** Lines with those that are wanted, as one text; undefined when none is. */
  linesFor(wants: (event: StreamEvent) => boolean): string | undefined {
    const wanted = this.#events.filter((event) => wants(event));
    if (wanted.length === 0) return undefined;
    return batchesOf(wanted)
      .map((batch) => batch.map((event) => this.#textOf(event)).join(','))
      .map((texts) => `{"Index":${this.seq},"Events":[${texts}]}\n`)
      .join('');
  }

  #textOf(event: StreamEvent): string {
    const known = this.#texts.get(event);
    if (known !== undefined) return known;
    const text = JSON.stringify(streamEventToWire(event, this.seq));
    this.#texts.set(event, text);
    return text;
  }
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
