import { type EpochMs, type EvaluationRow, fnv1a64 } from '@steppe/domain';

/** How often an evaluation is given to a worker before it counts as failed (Nomad's eval_delivery_limit). */
export const DELIVERY_LIMIT = 3;

/**
 * The description with which the worker that is handed an evaluation for the fourth time fails it. The worker
 * counts, since it alone sees each delivery; the broker answers with a delayed follow-up.
 */
export const DELIVERY_LIMIT_REACHED = `evaluation reached delivery limit (${DELIVERY_LIMIT})`;

export function reachedDeliveryLimit({ status, statusDescription }: EvaluationRow): boolean {
  return status === 'failed' && statusDescription === DELIVERY_LIMIT_REACHED;
}

/** When to try again: the delay, plus a part of the spread that follows from the ID, so that not all come at once. */
export function followUpAtMs(
  { evaluation, modifiedAtMs }: EvaluationRow,
  { followUpDelayMs, followUpSpreadMs }: { followUpDelayMs: number; followUpSpreadMs: number },
): EpochMs {
  const share = Number(BigInt(`0x${fnv1a64(evaluation.id)}`) % 1_000n) / 1_000;
  return modifiedAtMs + followUpDelayMs + Math.round(share * followUpSpreadMs);
}
