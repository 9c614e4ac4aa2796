import type { Candidates } from './candidates.ts';

/** A binary heap with the best candidate on top, which knows where each candidate is: O(log n) to change one. */
export class CandidateHeap {
  private readonly candidates: Candidates;
  private readonly number: number;
  private readonly slots: number[] = [];

  /** @param number names this heap in `candidates.heap`. */
  constructor(candidates: Candidates, number: number) {
    this.candidates = candidates;
    this.number = number;
  }

  /** The slot of the best; undefined when the heap is empty. */
  get top(): number | undefined {
    return this.slots[0];
  }

  /** Adds without keeping order: {@link order} is to follow, once for all that were added. */
  append(slot: number): void {
    this.candidates.heap[slot] = this.number;
    this.put(slot, this.slots.length);
  }

  /** Brings all that were appended into order, in linear time. */
  order(): void {
    for (let i = (this.slots.length >> 1) - 1; i >= 0; i--) this.down(this.slots[i] ?? 0);
  }

  push(slot: number): void {
    this.append(slot);
    this.up(slot);
  }

  remove(slot: number): void {
    const position = this.positionOf(slot);
    const last = this.slots.pop();
    this.candidates.heap[slot] = -1;
    if (last === undefined || last === slot) return;
    this.put(last, position);
    this.update(last);
  }

  /** Moves a candidate whose score has changed to its place. */
  update(slot: number): void {
    this.up(slot);
    this.down(slot);
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
  }
}
