/** A priority queue: `pop` gives the item that comes before all others. */
export class BinaryHeap<T> {
  readonly #items: T[] = [];
  readonly #isBefore: (a: T, b: T) => boolean;

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#items.push(item);
    let position = this.#items.length - 1;
    while (position > 0) {
      const parent = (position - 1) >>> 1;
      if (!this.#swapIfBefore(position, parent)) return;
      position = parent;
    }
  }

  pop(): T | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (this.#items.length > 0 && last !== undefined) {
      this.#items[0] = last;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    let position = 0;
    while (true) {
      const left = 2 * position + 1;
      const child = this.#isOutOfOrder(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(child, position)) return;
      position = child;
    }
  }

  #swapIfBefore(a: number, b: number): boolean {
    if (!this.#isOutOfOrder(a, b)) return false;
    [this.#items[a], this.#items[b]] = [this.#at(b), this.#at(a)];
    return true;
  }

  /** Whether the item at `a`, if there is one, belongs before the one at `b`. */
  #isOutOfOrder(a: number, b: number): boolean {
    return a < this.#items.length && this.#isBefore(this.#at(a), this.#at(b));
  }

  #at(position: number): T {
    const item = this.#items[position];
    if (item === undefined) throw new RangeError(`the heap has no item at ${position}`);
    return item;
  }
}
