import { struct } from './reader.ts';
import { MEASURED_WHEN_ASKED, NATS_CONNECTIONS, NO_CONSUL, NO_VAULT } from './reasons.ts';
import {
  alwaysSo,
  bool,
  durationMs,
  integer,
  orElse,
  text,
  texts,
  withoutEffect,
} from './settings.ts';

/** The `telemetry` block. */
export const telemetryConfig = struct({
  collectionIntervalMs: withoutEffect(durationMs, MEASURED_WHEN_ASKED),
  inMemoryCollectionIntervalMs: withoutEffect(durationMs, MEASURED_WHEN_ASKED),
  inMemoryRetentionPeriodMs: withoutEffect(durationMs, MEASURED_WHEN_ASKED),
  prometheusMetrics: alwaysSo(bool, true),
  publishAllocationMetrics: orElse(bool, false),
  publishNodeMetrics: alwaysSo(bool, true),
  disableHostname: orElse(bool, false),
  useNodeName: withoutEffect(bool),
  prefixFilter: texts,
  filterDefault: orElse(bool, true),
  includeAllocMetadataInMetrics: alwaysSo(bool, false),
  allowedMetadataKeysInMetrics: withoutEffect(texts),
  disableDispatchedJobSummaryMetrics: orElse(bool, false),
  disableQuotaUtilizationMetrics: withoutEffect(bool),
  disableRpcRateMetricsLabels: withoutEffect(bool),
  disableAllocationHookMetrics: withoutEffect(bool),
  statsiteAddress: withoutEffect(text),
  statsdAddress: withoutEffect(text),
  datadogAddress: withoutEffect(text),
  datadogTags: withoutEffect(texts),
  circonusApiToken: withoutEffect(text),
  circonusApiApp: withoutEffect(text),
  circonusApiUrl: withoutEffect(text),
  circonusSubmissionInterval: withoutEffect(text),
  circonusSubmissionUrl: withoutEffect(text),
  circonusCheckId: withoutEffect(text),
  circonusCheckForceMetricActivation: withoutEffect(text),
  circonusCheckInstanceId: withoutEffect(text),
  circonusCheckSearchTag: withoutEffect(text),
  circonusCheckTags: withoutEffect(text),
  circonusCheckDisplayName: withoutEffect(text),
  circonusBrokerId: withoutEffect(text),
  circonusBrokerSelectTag: withoutEffect(text),
});

export const uiConfig = struct({
  enabled: alwaysSo(bool, false),
  contentSecurityPolicy: withoutEffect(
    struct({
      connectSrc: texts,
      defaultSrc: texts,
      formAction: texts,
      frameAncestors: texts,
      imgSrc: texts,
      scriptSrc: texts,
      styleSrc: texts,
    }),
  ),
  consul: withoutEffect(struct({ uiUrl: text }), NO_CONSUL),
  vault: withoutEffect(struct({ uiUrl: text }), NO_VAULT),
  label: withoutEffect(struct({ text, backgroundColor: text, textColor: text })),
  showCliHints: withoutEffect(bool),
});

export const tlsConfig = struct({
  http: orElse(bool, false),
  rpc: orElse(bool, false),
  verifyServerHostname: orElse(bool, false),
  verifyHttpsClient: orElse(bool, false),
  caFile: text,
  certFile: text,
  keyFile: text,
  rpcUpgradeMode: withoutEffect(bool),
  tlsCipherSuites: withoutEffect(text),
  tlsMinVersion: text,
  tlsPreferServerCipherSuites: withoutEffect(bool),
  rpcMaxConnsPerClient: withoutEffect(integer, NATS_CONNECTIONS),
});
