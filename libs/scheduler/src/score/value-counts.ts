/** How many allocations of a group each value of an attribute has, plan included. */
export class ValueCounts {
  private readonly counts = new Map<string, number>();

  of(value: string): number {
    return this.counts.get(value) ?? 0;
  }

  change(value: string, difference: 1 | -1): void {
    const count = this.of(value) + difference;
    if (count === 0) this.counts.delete(value);
    else this.counts.set(value, count);
  }

  /** The least and the most that a value has, among those that have any; undefined when none has. */
  range(): { min: number; max: number } | undefined {
    if (this.counts.size === 0) return undefined;
    let [min, max] = [Infinity, 0];
    for (const count of this.counts.values()) {
      if (count < min) min = count;
      if (count > max) max = count;
    }
    return { min, max };
  }
}
