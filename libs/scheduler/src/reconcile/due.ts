import type { Evaluation } from '@steppe/domain';

/** What is due within this time is due: clocks differ, and a second evaluation costs more. */
const NEARLY_DUE_MS = 1_000;
/** One follow-up evaluation takes care of all that fall due this soon after the first. */
export const FOLLOWUP_WINDOW_MS = 5_000;

/** Whether something that is to be done at a time is to be done by this evaluation. */
export function isDue(
  { evaluation, nowMs }: { readonly evaluation: Evaluation; readonly nowMs: number },
  atMs: number,
): boolean {
  const windowMs = evaluation.waitUntilMs === undefined ? NEARLY_DUE_MS : FOLLOWUP_WINDOW_MS;
  return atMs <= nowMs + windowMs;
}
