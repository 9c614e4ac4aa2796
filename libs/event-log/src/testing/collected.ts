/** Gathers what callbacks hand over, so that a test can wait for it. */
export class Collected<T> {
  readonly entries: T[] = [];
  readonly #waiters = new Set<() => void>();

  add(entry: T): void {
    this.entries.push(entry);
    for (const check of this.#waiters) check();
  }

  /** Resolves with all entries once there are `count`. */
  async atLeast(count: number): Promise<readonly T[]> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => {
      if (this.entries.length >= count) resolve();
    };
    this.#waiters.add(check);
    check();
    await promise;
    this.#waiters.delete(check);
    return this.entries;
  }
}
