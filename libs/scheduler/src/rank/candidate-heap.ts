import type { ProposedNode } from '../nodes/proposed-node.ts';

/** A feasible node with its score. Changed in place by the ranking that owns it. */
export interface Candidate {
  readonly node: ProposedNode;
  readonly zone: number;
  readonly stripe: number;
  /** Its own parts of the score, added up. */
  sum: number;
  /** As `sum`, without the fit. */
  wish: number;
  parts: number;
  /** The heap that holds it now, and its place there; undefined while it has no room. */
  heap: CandidateHeap | undefined;
  position: number;
}

/** Whether `a` comes first: by score, then in the evaluation's own order. */
export function precedes(a: Candidate, b: Candidate): boolean {
  return a.sum === b.sum ? isEarlier(a, b) : a.sum > b.sum;
}

/** Decides between equals. */
export function isEarlier(a: Candidate, b: Candidate): boolean {
  if (a.node.order !== b.node.order) return a.node.order < b.node.order;
  return a.node.id < b.node.id;
}

/** A binary heap with the best candidate on top, which knows where each candidate is: O(log n) to change one. */
export class CandidateHeap {
  private readonly items: Candidate[] = [];

  get top(): Candidate | undefined {
    return this.items[0];
  }

  push(candidate: Candidate): void {
    candidate.heap = this;
    candidate.position = this.items.length;
    this.items.push(candidate);
    this.up(candidate);
  }

  remove(candidate: Candidate): void {
    const last = this.items.pop();
    candidate.heap = undefined;
    if (!last || last === candidate) return;
    this.put(last, candidate.position);
    this.update(last);
  }

  /** Moves a candidate whose score has changed to its place. */
  update(candidate: Candidate): void {
    this.up(candidate);
    this.down(candidate);
  }

  private up(candidate: Candidate): void {
    let { position } = candidate;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const above = this.items[parent];
      if (!above || !precedes(candidate, above)) break;
      this.put(above, position);
      position = parent;
    }
    this.put(candidate, position);
  }

  private down(candidate: Candidate): void {
    let { position } = candidate;
    for (;;) {
      const left = this.items[2 * position + 1];
      const right = this.items[2 * position + 2];
      const child = left && right && precedes(right, left) ? right : left;
      if (!child || !precedes(child, candidate)) break;
      const below = child.position;
      this.put(child, position);
      position = below;
    }
    this.put(candidate, position);
  }

  private put(candidate: Candidate, position: number): void {
    this.items[position] = candidate;
    candidate.position = position;
  }
}
