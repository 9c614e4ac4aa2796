import { setImmediate } from 'node:timers/promises';

/** So many items are written at a time: between two such pieces other requests are answered. */
const PIECE_ITEMS = 250;

/** A list whose items are made as they are written, so that a long one neither fills the memory nor holds up others. */
export class JsonList<T> {
  readonly #rows: readonly T[];
  readonly #toItem: (row: T) => unknown;

  constructor(rows: readonly T[], toItem: (row: T) => unknown) {
    this.#rows = rows;
    this.#toItem = toItem;
  }

  get isLong(): boolean {
    return this.#rows.length > PIECE_ITEMS;
  }

  /** All of them, for a list that is not long. */
  toJSON(): unknown[] {
    return this.#rows.map(this.#toItem);
  }

  /** The same as JSON, piece by piece. */
  async *pieces(): AsyncGenerator<string> {
    for (let at = 0; at < this.#rows.length; at += PIECE_ITEMS) {
      const items = this.#rows.slice(at, at + PIECE_ITEMS).map(this.#toItem);
      yield `${at === 0 ? '[' : ','}${JSON.stringify(items).slice(1, -1)}`;
      await setImmediate();
    }
    yield this.#rows.length === 0 ? '[]' : ']';
  }
}
