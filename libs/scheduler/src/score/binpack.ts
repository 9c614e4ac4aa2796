/**
 * Scores how full a node would be, from 0 (empty) to 1 (full).
 *
 * Source: Google's BestFit v3 as Nomad uses it (ScoreFitBinPack): 20 - (10^freeCpu + 10^freeMemory), which is
 * 0 to 18, divided by 18.
 *
 * @param freeCpu share of the node's cpu that would be left, 0 to 1; so is `freeMemory`.
 */
export function binpackScore(freeCpu: number, freeMemory: number): number {
  return clamp(20 - (10 ** freeCpu + 10 ** freeMemory)) / 18;
}

/** As {@link binpackScore} the other way round: the emptier, the better. Source: ScoreFitSpread. */
export function spreadFitScore(freeCpu: number, freeMemory: number): number {
  return clamp(10 ** freeCpu + 10 ** freeMemory - 2) / 18;
}

function clamp(score: number): number {
  return Math.min(18, Math.max(0, score));
}
