/** Thrown when a file asks for more work than any honest one does. */
export class BudgetExceeded extends Error {}

/** A job of 16 kB takes some thousand steps. */
const STEPS_MAX = 2_000_000;

/** Characters or items that count as one more step. */
const SIZE_PER_STEP = 32;

/**
 * Limits the work of one file: nested loops and texts that double can make a short one endless,
 * and a server parses what anybody sends.
 */
export class Budget {
  #steps = 0;

  /**
   * Counts one step.
   *
   * @param size characters or items that the step made.
   * @throws BudgetExceeded when there were too many.
   */
  spend(size = 0): void {
    this.#steps += 1 + Math.floor(size / SIZE_PER_STEP);
    if (this.#steps > STEPS_MAX)
      throw new BudgetExceeded('the file takes too many steps to evaluate');
  }
}
