import type { Seq } from '@steppe/domain';

/**
 * Makes what many blocking queries are answered once for all of them: an entry of the log wakes those who wait for
 * the same in the same turn of the event loop. Nothing is kept beyond that turn.
 */
export class OnceATurn<T> {
  readonly #made = new Map<string, { readonly result: T }>();
  #seq: Seq = 0;

  /**
   * @param key of a query: two have the same only if they are to be answered the same.
   * @param seq of the state that `make` reads.
   */
  get(key: string, seq: Seq, make: () => T): T {
    if (this.#seq !== seq) this.#made.clear();
    this.#seq = seq;
    const before = this.#made.get(key);
    if (before) return before.result;
    if (this.#made.size === 0) setImmediate(() => this.#made.clear());
    const result = make();
    this.#made.set(key, { result });
    return result;
  }
}
