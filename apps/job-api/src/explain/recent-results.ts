/** Remembers the latest results of work that is costly, and has those who ask at once share it. */
export class RecentResults<T> {
  readonly #results = new Map<string, Promise<T>>();
  readonly #max: number;

  /** @param max how many results are kept. */
  constructor(max: number) {
    this.#max = max;
  }

  async get(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.#results.get(key);
    if (known) return known;
    const result = work();
    this.#results.set(key, result);
    const [oldest] = this.#results.keys();
    if (this.#results.size > this.#max && oldest !== undefined) this.#results.delete(oldest);
    try {
      return await result;
    } catch (error) {
      this.#results.delete(key); // What failed may work the next time.
      throw error;
    }
  }
}
