/** The S-curve's steepness, and the net priority at which it gives one half. */
const RATE = 0.0048;
const ORIGIN = 2_048;

/**
 * Scores a node by the priorities of what would be evicted there, from near 1 (little that matters) to 0.
 * Source: Nomad's PreemptionScoringIterator.
 */
export function preemptionScore(priorities: readonly number[]): number {
  const max = Math.max(...priorities);
  const sum = priorities.reduce((total, priority) => total + priority, 0);
  const net = max + (max === 0 ? 0 : sum / max);
  return 1 / (1 + Math.exp(RATE * (net - ORIGIN)));
}
