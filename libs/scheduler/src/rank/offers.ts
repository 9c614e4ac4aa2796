import { type Candidate, isEarlier } from './candidate-heap.ts';
import { meanScore, type NodeScore } from './node-score.ts';

/** So many nodes at least are in each stripe, so that few are half full at a time. */
const NODES_PER_STRIPE = 32;
const STRIPES_MAX = 24;
/** Sums of the same parts in another order differ by less. */
const ROUNDING = 1e-9;

/**
 * Into how many stripes the nodes are divided. Where zone rules divide them already there are fewer: each
 * placement looks at every zone of every stripe.
 */
export function stripeCount(nodes: number, zones: number): number {
  const wanted = Math.min(Math.floor(nodes / NODES_PER_STRIPE), Math.floor(STRIPES_MAX / zones));
  return Math.max(1, wanted);
}

/**
 * Collects the best nodes of all stripes, and chooses one.
 *
 * Bin packing leads every worker to the same node, the fullest, where their compare-and-sets reject each other.
 * So nodes are divided into stripes, anew for each evaluation, and the first stripe whose best node is second to
 * none but in its fit is taken: two evaluations meet on a node once in as many times as there are stripes. It
 * costs little room, since each stripe is packed as tightly. What was asked for (affinities, spreads, no
 * crowding, no node that failed before) is never given up for it.
 */
export class Offers {
  /** By stripe. Kept from one choice to the next: choosing is what a plan does most. */
  private readonly candidates: (Candidate | undefined)[];
  private readonly scores: Float64Array;
  /** The parts of the scores that somebody asked for: all but how well the allocation fits. */
  private readonly wishes: Float64Array;

  constructor(stripes: number) {
    this.candidates = Array.from({ length: stripes }, () => undefined);
    this.scores = new Float64Array(stripes);
    this.wishes = new Float64Array(stripes);
  }

  /** @param further parts of the score beside the candidate's own. */
  add(candidate: Candidate, further: NodeScore): void {
    const { stripe } = candidate;
    const score = meanScore(candidate, further);
    const before = this.candidates[stripe];
    const scoreBefore = this.scores[stripe] ?? 0;
    if (
      before &&
      (score < scoreBefore || (score === scoreBefore && isEarlier(before, candidate)))
    ) {
      return;
    }
    this.candidates[stripe] = candidate;
    this.scores[stripe] = score;
    this.wishes[stripe] = candidate.wish + further.sum;
  }

  /** Makes the choice, and forgets all offers. */
  choose(): Candidate | undefined {
    let best: number | undefined;
    for (let i = 0; i < this.candidates.length; i++) {
      if (this.candidates[i] && (best === undefined || this.precedes(i, best))) best = i;
    }
    const wish = best === undefined ? 0 : (this.wishes[best] ?? 0);
    const chosen = this.candidates.find(
      (candidate, i) => candidate && (this.wishes[i] ?? 0) >= wish - ROUNDING,
    );
    this.candidates.fill(undefined);
    return chosen;
  }

  private precedes(a: number, b: number): boolean {
    return (this.scores[a] ?? 0) > (this.scores[b] ?? 0);
  }
}
