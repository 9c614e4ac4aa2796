import { struct } from './reader.ts';
import { anyMap, bool, durationMs, integer, labelled, text, textMap, texts } from './settings.ts';

const workloadIdentity = struct({
  name: text,
  aud: texts,
  env: bool,
  file: bool,
  filepath: text,
  ttlMs: durationMs,
  changeMode: text,
  changeSignal: text,
  extraClaims: textMap,
});

/** Consul: read, so that a file with it stays valid. */
export const consulConfig = struct({
  name: text,
  address: text,
  grpcAddress: text,
  auth: text,
  token: text,
  timeoutMs: durationMs,
  ssl: bool,
  shareSsl: bool,
  verifySsl: bool,
  caFile: text,
  grpcCaFile: text,
  certFile: text,
  keyFile: text,
  namespace: text,
  tags: texts,
  autoAdvertise: bool,
  checksUseAdvertise: bool,
  serverAutoJoin: bool,
  clientAutoJoin: bool,
  serverServiceName: text,
  serverHttpCheckName: text,
  serverSerfCheckName: text,
  serverRpcCheckName: text,
  serverFailuresBeforeCritical: integer,
  serverFailuresBeforeWarning: integer,
  clientServiceName: text,
  clientHttpCheckName: text,
  clientFailuresBeforeCritical: integer,
  clientFailuresBeforeWarning: integer,
  allowUnauthenticated: bool,
  serviceIdentity: workloadIdentity,
  serviceAuthMethod: text,
  taskIdentity: workloadIdentity,
  taskAuthMethod: text,
});

/** Vault: read, so that a file with it stays valid. */
export const vaultConfig = struct({
  name: text,
  enabled: bool,
  address: text,
  role: text,
  createFromRole: text,
  namespace: text,
  jwtAuthBackendPath: text,
  caFile: text,
  caPath: text,
  certFile: text,
  keyFile: text,
  tlsSkipVerify: bool,
  tlsServerName: text,
  token: text,
  taskTokenTtl: text,
  allowUnauthenticated: bool,
  defaultIdentity: workloadIdentity,
});

export const sentinelConfig = struct({
  import: labelled(struct({ path: text, args: texts })),
  additionalEnabledModules: texts,
});

export const auditConfig = struct({
  enabled: bool,
  sink: labelled(
    struct({
      deliveryGuarantee: text,
      type: text,
      format: text,
      path: text,
      rotateDuration: text,
      rotateBytes: integer,
      rotateMaxFiles: integer,
      mode: text,
    }),
  ),
  filter: labelled(struct({ type: text, endpoints: texts, stages: texts, operations: texts })),
});

export const autopilotConfig = struct({
  cleanupDeadServers: bool,
  serverStabilizationTimeMs: durationMs,
  lastContactThresholdMs: durationMs,
  maxTrailingLogs: integer,
  minQuorum: integer,
  enableRedundancyZones: bool,
  disableUpgradeMigration: bool,
  enableCustomUpgrades: bool,
});

export const reportingConfig = struct({
  license: struct({ enabled: bool }),
  address: text,
  exportIntervalMs: durationMs,
  snapshotRetentionTimeMs: durationMs,
  disableProductUsageReporting: bool,
});

export const rpcConfig = struct({
  acceptBacklog: integer,
  keepAliveIntervalMs: durationMs,
  connectionWriteTimeoutMs: durationMs,
  streamOpenTimeoutMs: durationMs,
  streamCloseTimeoutMs: durationMs,
  dialTimeoutMs: durationMs,
});

/** Providers of the key that encrypts variables; each has settings of its own. */
export const keyringConfig = labelled(anyMap);
