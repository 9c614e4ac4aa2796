import { hostname } from 'node:os';
import { goDuration, nsOfMs } from '@steppe/api-contract';
import { NOMAD_VERSION } from '@steppe/domain';
import type { AgentConfig } from '@steppe/hcl';

/** Settings in Nomad's shape, as `/v1/agent/self` shows them. */
export type ShownConfig = Readonly<Record<string, unknown>>;

/** What an agent's configuration comes to, without secrets: those that something acts on. */
export function shownConfigOf(config: AgentConfig, { dev }: { dev: boolean }): ShownConfig {
  const { acl, limits } = config;
  return {
    Region: config.region,
    Datacenter: config.datacenter,
    NodeName: config.name ?? hostname(),
    DataDir: config.dataDir ?? '',
    LogLevel: config.logLevel,
    DevMode: dev,
    BindAddr: config.bindAddr,
    ...addressesOf(config),
    LeaveOnInt: config.leaveOnInterrupt,
    LeaveOnTerm: config.leaveOnTerminate,
    ACL: {
      Enabled: acl.enabled,
      TokenMinExpirationTTL: nsOfMs(acl.tokenMinExpirationTtlMs),
      TokenMaxExpirationTTL: nsOfMs(acl.tokenMaxExpirationTtlMs),
    },
    Limits: {
      HTTPMaxConnsPerClient: limits.httpMaxConnsPerClient,
      HTTPMaxRequestsPerSecond: limits.httpMaxRequestsPerSecond,
      HTTPSHandshakeTimeout: goDuration(limits.httpsHandshakeTimeoutMs),
      RPCHandshakeTimeout: goDuration(limits.rpcHandshakeTimeoutMs),
    },
    Server: serverOf(config),
    Client: clientOf(config),
    TLSConfig: tlsOf(config),
    Telemetry: telemetryOf(config),
    Plugins: pluginsOf(config),
    UI: { Enabled: false, ShowCLIHints: false },
    Version: { Version: NOMAD_VERSION, VersionPrerelease: '', VersionMetadata: '', Revision: '' },
  };
}

function addressesOf({ addresses, advertise, bindAddr, ports }: AgentConfig): ShownConfig {
  const bound = (address: string | undefined) => address ?? bindAddr;
  return {
    Ports: { HTTP: ports.http, RPC: ports.rpc, Serf: ports.serf },
    Addresses: {
      HTTP: bound(addresses.http),
      RPC: bound(addresses.rpc),
      Serf: bound(addresses.serf),
    },
    AdvertiseAddrs: {
      HTTP: advertise.http ?? `${bound(addresses.http)}:${ports.http}`,
      RPC: advertise.rpc ?? `${bound(addresses.rpc)}:${ports.rpc}`,
      Serf: advertise.serf ?? `${bound(addresses.serf)}:${ports.serf}`,
    },
  };
}

function serverOf({ server }: AgentConfig): ShownConfig {
  return {
    Enabled: server.enabled,
    BootstrapExpect: server.bootstrapExpect,
    NumSchedulers: server.numSchedulers ?? null,
    JobGCInterval: goDuration(server.jobGcIntervalMs),
    JobGCThreshold: goDuration(server.jobGcThresholdMs),
    EvalGCThreshold: goDuration(server.evalGcThresholdMs),
    BatchEvalGCThreshold: goDuration(server.batchEvalGcThresholdMs),
    DeploymentGCThreshold: goDuration(server.deploymentGcThresholdMs),
    NodeGCThreshold: goDuration(server.nodeGcThresholdMs),
    HeartbeatGrace: nsOfMs(server.heartbeatGraceMs),
    MinHeartbeatTTL: nsOfMs(server.minHeartbeatTtlMs),
    FailoverHeartbeatTTL: nsOfMs(server.failoverHeartbeatTtlMs ?? 0),
    MaxHeartbeatsPerSecond: server.maxHeartbeatsPerSecond,
    RaftSnapshotThreshold: server.raftSnapshotThreshold,
    RaftSnapshotInterval: goDuration(server.raftSnapshotIntervalMs),
    ServerJoin: joinOf(server.serverJoin),
  };
}

function clientOf({ client }: AgentConfig): ShownConfig {
  const { reserved, hostVolume, hostNetwork } = client;
  return {
    Enabled: client.enabled,
    NodeClass: client.nodeClass,
    NodePool: client.nodePool,
    NodeMaxAllocs: client.nodeMaxAllocs,
    Servers: client.servers.length === 0 ? null : client.servers,
    ServerJoin: joinOf(client.serverJoin),
    StateDir: client.stateDir ?? '',
    AllocDir: client.allocDir ?? '',
    Meta: client.meta,
    Options: client.options,
    NetworkInterface: client.networkInterface ?? '',
    CpuCompute: client.cpuTotalCompute,
    MemoryMB: client.memoryTotalMb,
    DiskTotalMB: client.diskTotalMb,
    ReservableCores: client.reservableCores ?? '',
    Reserved: {
      CPU: reserved.cpu,
      MemoryMB: reserved.memory,
      DiskMB: reserved.disk,
      ReservedPorts: reserved.reservedPorts,
      Cores: reserved.cores,
    },
    MaxKillTimeout: goDuration(client.maxKillTimeoutMs),
    MinDynamicPort: client.minDynamicPort,
    MaxDynamicPort: client.maxDynamicPort,
    GCMaxAllocs: client.gcMaxAllocs,
    HostVolumes: listOf(hostVolume, ({ path, readOnly }) => ({ Path: path, ReadOnly: readOnly })),
    HostNetworks: listOf(hostNetwork, (network) => ({
      CIDR: network.cidr ?? '',
      Interface: network.interface ?? '',
      ReservedPorts: network.reservedPorts,
    })),
    CNIPath: client.cniPath ?? '',
    CNIConfigDir: client.cniConfigDir ?? '',
    BridgeNetworkName: client.bridgeNetworkName ?? '',
    BridgeNetworkSubnet: client.bridgeNetworkSubnet ?? '',
    BridgeNetworkHairpinMode: client.bridgeNetworkHairpinMode,
    DisableRemoteExec: client.disableRemoteExec,
    DefaultIneligible: client.defaultIneligible,
    NomadServiceDiscovery: client.nomadServiceDiscovery,
  };
}

function tlsOf({ tls }: AgentConfig): ShownConfig {
  return {
    EnableHTTP: tls.http,
    EnableRPC: tls.rpc,
    CAFile: tls.caFile ?? '',
    CertFile: tls.certFile ?? '',
    KeyFile: tls.keyFile ?? '',
    TLSMinVersion: tls.tlsMinVersion ?? '',
    VerifyHTTPSClient: tls.verifyHttpsClient,
    VerifyServerHostname: tls.verifyServerHostname,
  };
}

function telemetryOf({ telemetry }: AgentConfig): ShownConfig {
  return {
    PublishAllocationMetrics: telemetry.publishAllocationMetrics,
    DisableHostname: telemetry.disableHostname,
    DisableDispatchedJobSummaryMetrics: telemetry.disableDispatchedJobSummaryMetrics,
    PrefixFilter: telemetry.prefixFilter.length === 0 ? null : telemetry.prefixFilter,
    FilterDefault: telemetry.filterDefault,
  };
}

/** Their names alone: what configures them may be secret. */
function pluginsOf({ plugin }: AgentConfig): ShownConfig[] | null {
  return listOf(plugin, () => ({}));
}

function joinOf(join: AgentConfig['client']['serverJoin']): ShownConfig {
  return {
    StartJoin: join.startJoin.length === 0 ? null : join.startJoin,
    RetryJoin: join.retryJoin,
  };
}

function listOf<T>(
  labelled: Readonly<Record<string, T>>,
  shown: (one: T) => ShownConfig,
): ShownConfig[] | null {
  const all = Object.entries(labelled).map(([Name, one]) => ({ Name, ...shown(one) }));
  return all.length === 0 ? null : all;
}
