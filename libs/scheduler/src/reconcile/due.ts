import type { Evaluation } from '@steppe/domain';

/** What is due within this time is due: clocks differ, and a second evaluation costs more. */
const NEARLY_DUE_MS = 1_000;
/** One follow-up evaluation takes care of all that fall due this soon after the first. */
export const FOLLOWUP_WINDOW_MS = 5_000;

/**
 * Whether something that is to be done at a time is to be done by this evaluation. One that waited for its time
 * has come to it, even where the clock of who processes it is late: else it would ask for another one at once.
 */
export function isDue(
  { evaluation, nowMs }: { readonly evaluation: Evaluation; readonly nowMs: number },
  atMs: number,
): boolean {
  const { waitUntilMs } = evaluation;
  if (waitUntilMs === undefined) return atMs <= nowMs + NEARLY_DUE_MS;
  return atMs <= Math.max(nowMs, waitUntilMs) + FOLLOWUP_WINDOW_MS;
}
