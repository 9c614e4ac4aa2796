import type { AgentConfig } from '@steppe/hcl';
import type { MetricsSettings } from '@steppe/job-api';

export function metricsSettingsOf({ telemetry }: AgentConfig): MetricsSettings {
  return {
    withAllocations: telemetry.publishAllocationMetrics,
    withDispatched: !telemetry.disableDispatchedJobSummaryMetrics,
    withHost: !telemetry.disableHostname,
    filter: { prefixes: telemetry.prefixFilter ?? [], isDefault: telemetry.filterDefault },
  };
}
