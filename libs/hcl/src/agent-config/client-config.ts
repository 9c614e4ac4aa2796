import { struct } from './reader.ts';
import { NEVER_STALE, NO_CONSUL, NO_VAULT, RETRIES_FOREVER, TOLD_AT_ONCE } from './reasons.ts';
import {
  alwaysSo,
  bool,
  durationMs,
  effectiveOnly,
  ifGiven,
  integer,
  labelled,
  number,
  orElse,
  sizeBytes,
  text,
  textMap,
  texts,
  withoutEffect,
} from './settings.ts';

const serverJoin = struct({
  startJoin: texts,
  retryJoin: texts,
  retryMax: withoutEffect(integer, RETRIES_FOREVER),
  retryIntervalMs: withoutEffect(durationMs, RETRIES_FOREVER),
});

const retry = struct({
  /** 0: without end, so that tasks outlive servers that are away. Nomad's default is 12. */
  attempts: orElse(integer, 0),
  backoffMs: orElse(durationMs, 250),
  maxBackoffMs: orElse(durationMs, 60_000),
});

const template = struct({
  functionDenylist: ifGiven(texts),
  functionBlacklist: ifGiven(texts),
  disableFileSandbox: withoutEffect(bool),
  maxStaleMs: withoutEffect(durationMs, NEVER_STALE),
  blockQueryWaitMs: withoutEffect(durationMs, TOLD_AT_ONCE),
  wait: struct({ minMs: orElse(durationMs, 5_000), maxMs: orElse(durationMs, 240_000) }),
  waitBounds: struct({ minMs: durationMs, maxMs: durationMs }),
  consulRetry: withoutEffect(retry, NO_CONSUL),
  vaultDefaultLeaseDurationMs: withoutEffect(durationMs, NO_VAULT),
  vaultRetry: withoutEffect(retry, NO_VAULT),
  nomadRetry: retry,
  useClientConsulToken: withoutEffect(bool, NO_CONSUL),
});

const artifact = struct({
  httpReadTimeoutMs: orElse(durationMs, 1_800_000),
  httpMaxSizeBytes: orElse(sizeBytes, 100e9),
  gcsTimeoutMs: withoutEffect(durationMs),
  gitTimeoutMs: orElse(durationMs, 1_800_000),
  hgTimeoutMs: withoutEffect(durationMs),
  s3Timeout: withoutEffect(durationMs),
  decompressionFileCountLimit: orElse(integer, 4096),
  decompressionSizeLimitBytes: orElse(sizeBytes, 100e9),
  disableArtifactInspection: withoutEffect(bool),
  disableFilesystemIsolation: withoutEffect(bool),
  filesystemIsolationExtraPaths: withoutEffect(texts),
  setEnvironmentVariables: withoutEffect(text),
});

const OPTIONS = [
  'artifact.file_roots',
  'driver.allowlist',
  'driver.denylist',
  'env.denylist',
  'user.denylist',
];

/** The `client` block: what the agent needs to run allocations. */
export const clientConfig = struct({
  enabled: orElse(bool, false),
  /** Addresses of servers, host:port. */
  servers: texts,
  serverJoin,
  stateDir: text,
  allocDir: text,
  allocMountsDir: withoutEffect(text),
  hostVolumesDir: withoutEffect(text),
  hostVolumePluginDir: withoutEffect(text),
  commonPluginDir: withoutEffect(text),
  nodeClass: orElse(text, ''),
  nodePool: orElse(text, 'default'),
  nodeMaxAllocs: orElse(integer, 0),
  options: effectiveOnly(OPTIONS, textMap),
  meta: textMap,
  chrootEnv: textMap,
  networkInterface: text,
  preferredAddressFamily: withoutEffect(text),
  networkSpeed: withoutEffect(integer),
  cpuDisableDmidecode: withoutEffect(bool),
  /** MHz; overrides what the machine says. */
  cpuTotalCompute: orElse(integer, 0),
  memoryTotalMb: orElse(integer, 0),
  diskTotalMb: orElse(integer, 0),
  diskFreeMb: withoutEffect(integer),
  reservableCores: text,
  /** MHz, MB and ports kept from allocations. */
  reserved: struct({
    cpu: orElse(integer, 0),
    memory: orElse(integer, 0),
    disk: orElse(integer, 0),
    reservedPorts: orElse(text, ''),
    cores: orElse(text, ''),
  }),
  maxKillTimeoutMs: orElse(durationMs, 30_000),
  clientMinPort: withoutEffect(integer),
  clientMaxPort: withoutEffect(integer),
  minDynamicPort: orElse(integer, 20_000),
  maxDynamicPort: orElse(integer, 32_000),
  gcIntervalMs: withoutEffect(durationMs),
  gcParallelDestroys: withoutEffect(integer),
  gcDiskUsageThreshold: withoutEffect(number),
  gcInodeUsageThreshold: withoutEffect(number),
  gcMaxAllocs: orElse(integer, 50),
  gcVolumesOnNodeGc: withoutEffect(bool),
  noHostUuid: withoutEffect(bool),
  disableRemoteExec: orElse(bool, false),
  template,
  artifact,
  hostVolume: labelled(struct({ path: orElse(text, ''), readOnly: orElse(bool, false) })),
  hostNetwork: labelled(struct({ cidr: text, interface: text, reservedPorts: orElse(text, '') })),
  cniPath: text,
  cniConfigDir: text,
  bridgeNetworkName: text,
  bridgeNetworkSubnet: text,
  bridgeNetworkSubnetIpv6: text,
  bridgeNetworkHairpinMode: orElse(bool, false),
  bindWildcardDefaultHostNetwork: orElse(bool, true),
  cgroupParent: withoutEffect(text),
  nomadServiceDiscovery: alwaysSo(bool, true),
  drainOnShutdown: ifGiven(
    struct({
      deadlineMs: orElse(durationMs, 3_600_000),
      ignoreSystemJobs: orElse(bool, false),
      force: orElse(bool, false),
    }),
  ),
  users: withoutEffect(struct({ dynamicUserMin: integer, dynamicUserMax: integer })),
  logFile: withoutEffect(text),
  fingerprint: withoutEffect(
    labelled(struct({ retryIntervalMs: durationMs, retryAttempts: integer, exitOnFailure: bool })),
  ),
  defaultIneligible: alwaysSo(bool, false),
});
