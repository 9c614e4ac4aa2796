/** How the broker behaves; every field has a default. */
export interface BrokerOptions {
  /** At most so many evaluations are with the workers; the others wait here, where a higher priority overtakes. */
  readonly releaseWindow: number;
  /** An evaluation that waits this long gains one step of priority, so that none starves. */
  readonly agingStepMs: number;
  /** After this time without an outcome it is asked whether a released evaluation is still in the queue. */
  readonly releaseTimeoutMs: number;
  /** An evaluation that reached its delivery limit is followed up after this time, plus up to `followUpSpreadMs`. */
  readonly followUpDelayMs: number;
  readonly followUpSpreadMs: number;
  /** A node that is silent for so long is down. */
  readonly heartbeatTtlMs: number;
  /** At most so many nodes per second are declared down. */
  readonly nodeLossRateMax: number;
  /** When at least so many nodes, and half of all, are silent at once, the fault may be ours: the broker waits. */
  readonly massLossMin: number;
  /** How long it then waits before it believes the silence. */
  readonly massLossGraceMs: number;
  /** An evaluation blocked by plan conflicts, not by capacity, is tried again after this time. */
  readonly conflictRetryMs: number;
}

export const DEFAULT_OPTIONS: BrokerOptions = {
  releaseWindow: 128,
  agingStepMs: 10_000,
  releaseTimeoutMs: 60_000,
  followUpDelayMs: 60_000,
  followUpSpreadMs: 300_000,
  heartbeatTtlMs: 20_000,
  nodeLossRateMax: 50,
  massLossMin: 10,
  massLossGraceMs: 60_000,
  conflictRetryMs: 60_000,
};
