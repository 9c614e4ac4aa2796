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
  /** How long a node may stay silent at least, and with many nodes: so that at most so many are heard per second. */
  readonly minHeartbeatTtlMs: number;
  readonly maxHeartbeatsPerSecond: number;
  /** What is added to it before a node is down. */
  readonly heartbeatGraceMs: number;
  /** How long a node may be silent that a new leader has not heard yet. Undefined: like every other. */
  readonly failoverHeartbeatTtlMs: number | undefined;
  /** At most so many nodes per second are declared down. */
  readonly nodeLossRateMax: number;
  /** When at least so many nodes, and half of all, are silent at once, the fault may be ours: the broker waits. */
  readonly massLossMin: number;
  /** How long it then waits before it believes the silence. */
  readonly massLossGraceMs: number;
  /** How often it is looked for what may be forgotten. */
  readonly jobGcIntervalMs: number;
  /** How long after their end each is forgotten. */
  readonly jobGcThresholdMs: number;
  readonly evalGcThresholdMs: number;
  readonly batchEvalGcThresholdMs: number;
  readonly deploymentGcThresholdMs: number;
  /** How long after it went down a node is forgotten. */
  readonly nodeGcThresholdMs: number;
  /** An evaluation blocked by plan conflicts, not by capacity, is tried again after this time. */
  readonly conflictRetryMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const DEFAULT_OPTIONS: BrokerOptions = {
  releaseWindow: 128,
  agingStepMs: 10_000,
  releaseTimeoutMs: 60_000,
  followUpDelayMs: 60_000,
  followUpSpreadMs: 300_000,
  minHeartbeatTtlMs: 10_000,
  maxHeartbeatsPerSecond: 50,
  heartbeatGraceMs: 10_000,
  failoverHeartbeatTtlMs: undefined,
  nodeLossRateMax: 50,
  massLossMin: 10,
  massLossGraceMs: 60_000,
  jobGcIntervalMs: 5 * MINUTE_MS,
  jobGcThresholdMs: 4 * HOUR_MS,
  evalGcThresholdMs: HOUR_MS,
  batchEvalGcThresholdMs: 24 * HOUR_MS,
  deploymentGcThresholdMs: HOUR_MS,
  nodeGcThresholdMs: 24 * HOUR_MS,
  conflictRetryMs: 60_000,
};
