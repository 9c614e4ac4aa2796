export interface Timer {
  readonly atMs: number;
  /** Orders timers of the same time: the earlier set goes first. */
  readonly order: number;
  /** Undefined once it was called off. */
  callback: (() => void) | undefined;
}

/** Timers by their time, the next one on top. */
export class TimerHeap {
  readonly #timers: Timer[] = [];

  peek(): Timer | undefined {
    return this.#timers[0];
  }

  push(timer: Timer): void {
    const timers = this.#timers;
    let position = timers.push(timer) - 1;
    while (position > 0) {
      const parentPosition = (position - 1) >>> 1;
      const parent = timers[parentPosition];
      if (!parent || !isBefore(timer, parent)) break;
      timers[position] = parent;
      position = parentPosition;
    }
    timers[position] = timer;
  }

  pop(): Timer | undefined {
    const [first] = this.#timers;
    const last = this.#timers.pop();
    if (this.#timers.length > 0 && last) this.#sink(last);
    return first;
  }

  #sink(timer: Timer): void {
    const timers = this.#timers;
    let position = 0;
    for (;;) {
      const left = timers[2 * position + 1];
      const right = timers[2 * position + 2];
      const takesRight = left !== undefined && right !== undefined && isBefore(right, left);
      const child = takesRight ? right : left;
      if (!child || !isBefore(child, timer)) break;
      timers[position] = child;
      position = 2 * position + (takesRight ? 2 : 1);
    }
    timers[position] = timer;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
