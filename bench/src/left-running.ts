/** How to stop what a benchmark has started, until it has done so itself. */
export class LeftRunning {
  readonly #stops = new Set<() => Promise<void>>();

  add(stop: () => Promise<void>): void {
    this.#stops.add(stop);
  }

  remove(stop: () => Promise<void>): void {
    this.#stops.delete(stop);
  }

  /** Stops what a benchmark that was interrupted has left. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#stops].map((stop) => stop()));
  }
}
