/**
 * Saves a value that changes faster than it can be saved: one write at a time, always of the latest value,
 * those in between left out.
 */
export class LatestWriter<T> {
  readonly #write: (value: T) => Promise<void>;
  #latest: { readonly value: T } | undefined;
  #writing: Promise<void> | undefined;

  constructor(write: (value: T) => Promise<void>) {
    this.#write = write;
  }

  /**
   * Resolves when this value, or a later one, has been written.
   *
   * @throws what the write that took it threw; a later save tries again.
   */
  save(value: T): Promise<void> {
    this.#latest = { value };
    if (this.#writing === undefined) return this.#start();
    // The write under way took an older value: this one goes with the next.
    return this.#writing.then(
      () => this.#flush(),
      () => this.#flush(),
    );
  }

  /** Resolves when no write is under way or due; a write's failure was told to whoever saved. */
  async idle(): Promise<void> {
    while (this.#writing !== undefined || this.#latest !== undefined) {
      await Promise.allSettled([this.#flush()]);
    }
  }

  #flush(): Promise<void> {
    if (this.#writing !== undefined) return this.#writing;
    return this.#latest === undefined ? Promise.resolve() : this.#start();
  }

  #start(): Promise<void> {
    const taken = this.#latest;
    this.#latest = undefined;
    if (taken === undefined) return Promise.resolve();
    this.#writing = this.#write(taken.value).finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }
}
