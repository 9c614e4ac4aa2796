import { type BrokerOptions, DEFAULT_OPTIONS } from '@steppe/broker';
import type { AgentConfig } from '@steppe/hcl';

/** What a server's configuration says of the broker. */
export function brokerOptionsOf({ server }: AgentConfig): BrokerOptions {
  return {
    ...DEFAULT_OPTIONS,
    minHeartbeatTtlMs: server.minHeartbeatTtlMs,
    maxHeartbeatsPerSecond: server.maxHeartbeatsPerSecond,
    heartbeatGraceMs: server.heartbeatGraceMs,
    failoverHeartbeatTtlMs: server.failoverHeartbeatTtlMs,
    jobGcIntervalMs: server.jobGcIntervalMs,
    jobGcThresholdMs: server.jobGcThresholdMs,
    evalGcThresholdMs: server.evalGcThresholdMs,
    batchEvalGcThresholdMs: server.batchEvalGcThresholdMs,
    deploymentGcThresholdMs: server.deploymentGcThresholdMs,
    nodeGcThresholdMs: server.nodeGcThresholdMs,
  };
}
