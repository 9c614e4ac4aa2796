import { NOBODY } from './candidate-heap.ts';
import type { Candidates } from './candidates.ts';
import type { NodeScore } from './node-score.ts';

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
  private readonly candidates: Candidates;
  /** Slots by stripe. Kept from one choice to the next: choosing is what a plan does most. */
  private readonly slots: Int32Array;
  private readonly scores: Float64Array;
  /** The parts of the scores that somebody asked for: all but how well the allocation fits. */
  private readonly wishes: Float64Array;

  constructor(candidates: Candidates, stripes: number) {
    this.candidates = candidates;
    this.slots = new Int32Array(stripes).fill(NOBODY);
    this.scores = new Float64Array(stripes);
    this.wishes = new Float64Array(stripes);
  }

  /** @param further parts of the score beside the candidate's own. */
  add(slot: number, stripe: number, further: NodeScore): void {
    const { sum, parts, wish } = this.candidates;
    const score = ((sum[slot] ?? 0) + further.sum) / ((parts[slot] ?? 0) + further.parts);
    const before = this.slots[stripe] ?? NOBODY;
    const scoreBefore = this.scores[stripe] ?? 0;
    if (before !== NOBODY) {
      if (score < scoreBefore) return;
      if (score === scoreBefore && this.candidates.isEarlier(before, slot)) return;
    }
    this.slots[stripe] = slot;
    this.scores[stripe] = score;
    this.wishes[stripe] = (wish[slot] ?? 0) + further.sum;
  }

  /** Makes the choice, and forgets all offers. The best is who the chosen one is second to in its fit alone. */
  choose(): { best: number | undefined; chosen: number | undefined } {
    const bestStripe = this.bestStripe();
    if (bestStripe === undefined) return { best: undefined, chosen: undefined };
    const wish = (this.wishes[bestStripe] ?? 0) - ROUNDING;
    const stripe = this.slots.findIndex(
      (slot, i) => slot !== NOBODY && (this.wishes[i] ?? 0) >= wish,
    );
    const choice = { best: this.slots[bestStripe], chosen: this.slots[stripe] };
    this.slots.fill(NOBODY);
    return choice;
  }

  private bestStripe(): number | undefined {
    let best: number | undefined;
    for (let i = 0; i < this.slots.length; i++) {
      if (this.slots[i] === NOBODY) continue;
      if (best === undefined || (this.scores[i] ?? 0) > (this.scores[best] ?? 0)) best = i;
    }
    return best;
  }
}
