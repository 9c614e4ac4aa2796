import { join } from 'node:path';
import type { AgentConfig } from '@steppe/hcl';
import type { EventStore } from '@steppe/event-log';
import type { Clock, Logger } from '@steppe/nest-kit';
import { type NetworkSettings, type RunningNodeAgent, startNodeAgent } from '@steppe/node-agent';
import { SteppeError } from '@steppe/domain';
import type { TlsSettings } from '../config/tls-settings.ts';
import { openStoreOnceThere } from '../process/open-store.ts';
import { createDrivers, orphanSettings } from './drivers.ts';

export interface ClientPorts {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface ClientPlace {
  readonly dataDir: string;
  readonly nodeId: string;
  readonly dev: boolean;
  /** Where others reach this agent's API, as `host:port`. */
  readonly httpAddr: string;
}

/** Starts this machine's node. */
export function startClient(
  config: AgentConfig,
  { dataDir, nodeId, dev, httpAddr }: ClientPlace,
  { store, clock, logger }: ClientPorts,
): Promise<RunningNodeAgent> {
  const { client } = config;
  return startNodeAgent({
    store,
    clock,
    logger,
    drivers: createDrivers(config, { dev, nodeId, logger }),
    config: {
      dataDir,
      allocDir: client.allocDir ?? join(dataDir, 'alloc'),
      nodeName: config.name,
      datacenter: config.datacenter,
      nodePool: client.nodePool,
      nodeClass: client.nodeClass,
      meta: client.meta,
      httpAddr,
      reserved: {
        cpuMhz: client.reserved.cpu,
        memoryMb: client.reserved.memory,
        diskMb: client.reserved.disk,
        ports: client.reserved.reservedPorts,
      },
      reservedCores: client.reserved.cores,
      reservableCores: client.reservableCores,
      maxAllocs: client.nodeMaxAllocs,
      hostNetworks: client.hostNetwork,
      networks: networkSettings(config),
      artifact: {
        httpTimeoutMs: client.artifact.httpReadTimeoutMs,
        gitTimeoutMs: client.artifact.gitTimeoutMs,
        downloadMaxBytes: client.artifact.httpMaxSizeBytes,
        unpackedMaxBytes: client.artifact.decompressionSizeLimitBytes,
        unpackedMaxFiles: client.artifact.decompressionFileCountLimit,
      },
      template: {
        deniedFunctions: client.template.functionDenylist ?? client.template.functionBlacklist,
        wait: client.template.wait,
        waitBounds: client.template.waitBounds,
      },
      templateRetry: client.template.nomadRetry,
      hostVolumes: client.hostVolume,
      networkInterface: client.networkInterface,
      cpuTotalMhz: client.cpuTotalCompute || undefined,
      memoryTotalMb: client.memoryTotalMb || undefined,
      diskTotalMb: client.diskTotalMb || undefined,
      minDynamicPort: client.minDynamicPort,
      maxDynamicPort: client.maxDynamicPort,
      allowsExec: !client.disableRemoteExec,
      maxKillTimeoutMs: client.maxKillTimeoutMs,
      gcMaxAllocs: client.gcMaxAllocs,
      options: client.options,
      orphans: orphanSettings(config),
      devMode: dev,
    },
  });
}

/** How allocations get networks of their own; what the file leaves out is the node agent's to choose. */
function networkSettings({ client }: AgentConfig): Partial<NetworkSettings> {
  const { cniPath, cniConfigDir, bridgeNetworkName, bridgeNetworkSubnet } = client;
  return {
    ...(cniPath === undefined ? {} : { cniPath: cniPath.split(':').filter(Boolean) }),
    ...(cniConfigDir === undefined ? {} : { cniConfigDir }),
    ...(bridgeNetworkName === undefined ? {} : { bridgeName: bridgeNetworkName }),
    ...(bridgeNetworkSubnet === undefined ? {} : { bridgeSubnet: bridgeNetworkSubnet }),
    bridgeSubnetIpv6: client.bridgeNetworkSubnetIpv6,
    hairpinMode: client.bridgeNetworkHairpinMode,
    bindsWildcard: client.bindWildcardDefaultHostNetwork,
  };
}

const RPC_PORT = 4647;

/** Connects to the servers that the configuration names, once one of them answers. */
export function connectToServers(
  config: AgentConfig,
  { rpc: tls }: TlsSettings,
  wait: { logger: Logger; signal: AbortSignal },
): Promise<EventStore> {
  const options = { servers: serversOf(config), name: 'node-agent', tls, role: 'agent' } as const;
  return openStoreOnceThere(options, wait);
}

function serversOf({ client }: AgentConfig): string[] {
  const { servers, serverJoin } = client;
  const named = [...servers, ...serverJoin.startJoin, ...serverJoin.retryJoin];
  if (named.length === 0) {
    throw new SteppeError(
      'CONFIG_INVALID',
      'the client has no servers: name one, such as servers = ["10.0.0.1:4647"], in its client block',
    );
  }
  return named.map((address) => (/:\d+$/.test(address) ? address : `${address}:${RPC_PORT}`));
}
