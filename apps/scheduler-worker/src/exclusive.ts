/** Runs tasks one after another, in the order in which they came. */
export class Exclusive {
  #tail: Promise<unknown> = Promise.resolve();

  async run<T>(task: () => Promise<T>): Promise<T> {
    const before = this.#tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tail = promise;
    await before;
    try {
      return await task();
    } finally {
      resolve();
    }
  }
}
