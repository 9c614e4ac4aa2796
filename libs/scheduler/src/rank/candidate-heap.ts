import type { Candidates } from './candidates.ts';

/** In the place of a slot. */
export const NOBODY = -1;

/**
 * A binary heap with the best candidate on top, which knows where each candidate is: O(log n) to change one. Of most
 * heaps a plan wants the best and no more, so only the first change brings what is below it into order.
 */
export class CandidateHeap {
  private readonly candidates: Candidates;
  private readonly number: number;
  private readonly tops: Int32Array;
  private readonly slots: number[] = [];
  private isOrdered = false;

  /**
   * @param number names this heap in `candidates.heap`.
   * @param tops where it says the slot of its best, at its number; {@link NOBODY} while it is empty.
   */
  constructor(
    candidates: Candidates,
    { number, tops }: { readonly number: number; readonly tops: Int32Array },
  ) {
    this.candidates = candidates;
    this.number = number;
    this.tops = tops;
  }

  push(slot: number): void {
    const { slots, candidates } = this;
    candidates.heap[slot] = this.number;
    const best = slots[0];
    if (this.isOrdered) {
      this.put(slot, slots.length);
      this.up(slot);
    } else if (best !== undefined && candidates.precedes(slot, best)) {
      this.put(best, slots.length);
      this.put(slot, 0);
    } else {
      this.put(slot, slots.length);
    }
  }

  remove(slot: number): void {
    this.order();
    const position = this.positionOf(slot);
    const last = this.slots.pop();
    this.candidates.heap[slot] = -1;
    if (this.slots.length === 0) this.tops[this.number] = NOBODY;
    if (last === undefined || last === slot) return;
    this.put(last, position);
    this.update(last);
  }

  /** Moves a candidate whose score has changed to its place. */
  update(slot: number): void {
    this.order();
    this.up(slot);
    this.down(slot);
  }

  /** In linear time. */
  private order(): void {
    if (this.isOrdered) return;
    this.isOrdered = true;
    for (let i = (this.slots.length >> 1) - 1; i >= 0; i--) this.down(this.slots[i] ?? 0);
  }

  private up(slot: number): void {
    let position = this.positionOf(slot);
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const above = this.slots[parent] ?? 0;
      if (!this.candidates.precedes(slot, above)) break;
      this.put(above, position);
      position = parent;
    }
    this.put(slot, position);
  }

  private down(slot: number): void {
    const { slots, candidates } = this;
    let position = this.positionOf(slot);
    for (;;) {
      const left = 2 * position + 1;
      if (left >= slots.length) break;
      const right = left + 1;
      const isRight =
        right < slots.length && candidates.precedes(slots[right] ?? 0, slots[left] ?? 0);
      const child = isRight ? right : left;
      const below = slots[child] ?? 0;
      if (!candidates.precedes(below, slot)) break;
      this.put(below, position);
      position = child;
    }
    this.put(slot, position);
  }

  private positionOf(slot: number): number {
    return this.candidates.position[slot] ?? 0;
  }

  private put(slot: number, position: number): void {
    this.slots[position] = slot;
    this.candidates.position[slot] = position;
    if (position === 0) this.tops[this.number] = slot;
  }
}
