export interface HeartbeatTtlOptions {
  readonly minHeartbeatTtlMs: number;
  readonly maxHeartbeatsPerSecond: number;
}

/** How long a heartbeat counts: the more nodes there are, the longer, so that no more are heard than can be. */
export function heartbeatTtlMs(
  nodes: number,
  { minHeartbeatTtlMs, maxHeartbeatsPerSecond }: HeartbeatTtlOptions,
): number {
  return Math.max(minHeartbeatTtlMs, (nodes / maxHeartbeatsPerSecond) * 1_000);
}
