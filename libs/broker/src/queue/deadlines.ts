import type { EpochMs } from '@steppe/domain';
import { BinaryHeap } from './binary-heap.ts';

interface Deadline {
  readonly key: string;
  readonly atMs: EpochMs;
}

/** When to look at what again. A key that is set anew forgets its earlier time. */
export class Deadlines {
  readonly #atMs = new Map<string, EpochMs>();
  readonly #heap = new BinaryHeap<Deadline>((a, b) => a.atMs < b.atMs);

  set(key: string, atMs: EpochMs): void {
    if (this.#atMs.get(key) === atMs) return;
    this.#atMs.set(key, atMs);
    this.#heap.push({ key, atMs });
  }

  /** When a key is due; undefined when it has no time. */
  of(key: string): EpochMs | undefined {
    return this.#atMs.get(key);
  }

  clear(key: string): void {
    this.#atMs.delete(key);
  }

  /** Takes out the keys whose time has come, the earliest first. */
  takeDue(nowMs: EpochMs): string[] {
    const due: string[] = [];
    while (true) {
      const first = this.#heap.peek();
      if (!first || first.atMs > nowMs) return due;
      this.#heap.pop();
      // Times that were replaced or cleared stay in the heap until they come up.
      if (this.#atMs.get(first.key) !== first.atMs) continue;
      this.#atMs.delete(first.key);
      due.push(first.key);
    }
  }
}
