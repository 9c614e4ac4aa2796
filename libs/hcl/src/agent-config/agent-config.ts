import { clientConfig } from './client-config.ts';
import {
  auditConfig,
  autopilotConfig,
  consulConfig,
  keyringConfig,
  reportingConfig,
  rpcConfig,
  sentinelConfig,
  vaultConfig,
} from './integrations-config.ts';
import { type Reader, struct } from './reader.ts';
import {
  BUILT_IN,
  NATS_CONNECTIONS,
  NOTHING_REPORTED,
  NO_CACHE,
  NO_CONSUL,
  NO_RAFT,
  NO_VAULT,
  WINDOWS_ALONE,
} from './reasons.ts';
import { serverConfig } from './server-config.ts';
import {
  alwaysSo,
  anyMap,
  bool,
  durationMs,
  effectiveOnly,
  integer,
  labelled,
  oneOf,
  orElse,
  port,
  text,
  textMap,
  texts,
  withoutEffect,
} from './settings.ts';
import { telemetryConfig, tlsConfig, uiConfig } from './surface-config.ts';

const addresses = { http: text, rpc: text, serf: text };

/** Everything that a file may set for an agent, with its defaults. */
export const agentConfig = struct({
  region: orElse(text, 'global'),
  datacenter: orElse(text, 'dc1'),
  /** The machine's host name when it is not set. */
  name: text,
  dataDir: text,
  pluginDir: withoutEffect(text, BUILT_IN),
  logLevel: orElse(oneOf(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'OFF']), 'INFO'),
  logJson: alwaysSo(bool, true),
  logFile: withoutEffect(text),
  logIncludeLocation: withoutEffect(bool),
  logRotateDurationMs: withoutEffect(durationMs),
  logRotateBytes: withoutEffect(integer),
  logRotateMaxFiles: withoutEffect(integer),
  bindAddr: orElse(text, '0.0.0.0'),
  enableDebug: alwaysSo(bool, false),
  ports: struct({
    http: orElse(port, 4646),
    rpc: orElse(port, 4647),
    serf: orElse(port, 4648),
  }),
  addresses: struct(addresses),
  advertise: struct(addresses),
  client: clientConfig,
  server: serverConfig,
  acl: struct({
    enabled: orElse(bool, false),
    tokenTtlMs: withoutEffect(durationMs, NO_CACHE),
    policyTtlMs: withoutEffect(durationMs, NO_CACHE),
    roleTtlMs: withoutEffect(durationMs, NO_CACHE),
    replicationToken: withoutEffect(text),
    tokenMinExpirationTtlMs: orElse(durationMs, 60_000),
    tokenMaxExpirationTtlMs: orElse(durationMs, 86_400_000),
  }),
  telemetry: telemetryConfig,
  leaveOnInterrupt: orElse(bool, false),
  leaveOnTerminate: orElse(bool, false),
  enableSyslog: withoutEffect(bool),
  syslogFacility: withoutEffect(text),
  disableUpdateCheck: alwaysSo(bool, true),
  disableAnonymousSignature: alwaysSo(bool, true),
  ui: uiConfig,
  tls: tlsConfig,
  httpApiResponseHeaders: textMap,
  /** Drivers and devices by name; the config is the plug-in's own. */
  plugin: effectiveOnly(
    ['docker', 'raw_exec', 'exec', 'java'],
    labelled(struct({ args: withoutEffect(texts, BUILT_IN), config: anyMap })),
  ),
  limits: struct({
    httpsHandshakeTimeoutMs: orElse(durationMs, 5_000),
    httpMaxConnsPerClient: orElse(integer, 100),
    httpMaxRequestsPerSecond: orElse(integer, 1_000),
    rpcHandshakeTimeoutMs: orElse(durationMs, 5_000),
    rpcMaxConnsPerClient: withoutEffect(integer, NATS_CONNECTIONS),
  }),
  keyring: effectiveOnly(['aead'], keyringConfig),
  consul: withoutEffect(consulConfig, NO_CONSUL),
  vault: withoutEffect(vaultConfig, NO_VAULT),
  rpc: withoutEffect(rpcConfig, NATS_CONNECTIONS),
  sentinel: withoutEffect(sentinelConfig),
  autopilot: withoutEffect(autopilotConfig, NO_RAFT),
  audit: withoutEffect(auditConfig),
  reporting: withoutEffect(reportingConfig, NOTHING_REPORTED),
  eventlog: withoutEffect(struct({ enabled: bool, level: text }), WINDOWS_ALONE),
});

type Read<R> = R extends Reader<infer T> ? T : never;

/** An agent's configuration: all settings of all files, with defaults where none is given. */
export type AgentConfig = Readonly<Read<typeof agentConfig>>;
