import type { AllocationRow } from '@steppe/domain';

/** Which indexes of a group's names are in use. Source: Nomad's allocNameIndex. */
export class NameIndex {
  private readonly count: number;
  private readonly used: Set<number>;

  constructor(count: number, allocs: Iterable<AllocationRow>) {
    this.count = count;
    this.used = new Set([...allocs].map(({ index }) => index));
  }

  /** Gives up the `n` highest indexes in use, so that a group shrinks from its end. */
  highest(n: number): Set<number> {
    const highest = [...this.used].toSorted((a, b) => b - a).slice(0, n);
    for (const index of highest) this.used.delete(index);
    return new Set(highest);
  }

  release(index: number): void {
    this.used.delete(index);
  }

  /** Takes the `n` lowest free indexes below the count; when there are too few, names are shared from 0 on. */
  next(n: number): number[] {
    const free = this.free(n);
    for (let index = 0; free.length < n; index++) free.push(index);
    for (const index of free) this.used.add(index);
    return free;
  }

  /**
   * Takes names for canaries: first those of allocations that a promotion will replace, so that the canary
   * keeps the name; then free ones; then new ones beyond the count.
   */
  nextCanaries(
    n: number,
    existing: readonly AllocationRow[],
    replaceable: readonly AllocationRow[],
  ): number[] {
    const taken = new Set(existing.map(({ index }) => index));
    const names = [...new Set(replaceable.map(({ index }) => index))]
      .filter((index) => index < this.count && !taken.has(index))
      .slice(0, n);
    for (const index of this.free(n - names.length)) names.push(index);
    for (let index = this.count; names.length < n; index++) {
      if (!taken.has(index) && !this.used.has(index)) names.push(index);
    }
    for (const index of names) this.used.add(index);
    return names;
  }

  private free(n: number): number[] {
    const free: number[] = [];
    for (let index = 0; index < this.count && free.length < n; index++) {
      if (!this.used.has(index)) free.push(index);
    }
    return free;
  }
}
