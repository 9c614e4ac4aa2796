/** Collects what a driver reports to its `onError`. */
export class Faults {
  readonly #errors: unknown[] = [];

  readonly add = (error: unknown): void => {
    this.#errors.push(error);
  };

  /** @throws AggregateError when there were any since the last call. */
  expectNone(): void {
    const errors = this.#errors.splice(0);
    if (errors.length > 0) throw new AggregateError(errors, 'a driver failed in the background');
  }
}
