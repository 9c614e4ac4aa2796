import type { ArtifactLimits, NetworkSettings, TemplateSettings } from '@steppe/alloc-runner';
import type { Node, ReservedResources } from '@steppe/domain';
import type { EventStore } from '@steppe/event-log';
import type { Clock, Logger } from '@steppe/nest-kit';
import type { TaskDriver } from '@steppe/task-drivers';
import type { HostNetworkConfig } from './fingerprint/host-networks.ts';
import type { DataRetry } from './live/cluster-template-data.ts';

export interface NodeAgentOptions {
  readonly store: EventStore;
  /** Closed with the agent. */
  readonly drivers: readonly TaskDriver[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: NodeAgentConfig;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
}

/** The `client` block of an agent's configuration, and what it needs of the rest. */
export interface NodeAgentConfig {
  /** Keeps the node's identity, what runs on it, and the allocations' directories. */
  readonly dataDir: string;
  /** Where the allocations' directories lie. @default `alloc` in `dataDir` */
  readonly allocDir?: string | undefined;
  /** @default the machine's host name */
  readonly nodeName?: string | undefined;
  /** @default dc1 */
  readonly datacenter?: string | undefined;
  /** @default default */
  readonly nodePool?: string | undefined;
  readonly nodeClass?: string | undefined;
  readonly meta?: Readonly<Record<string, string>> | undefined;
  /** Where the agent's HTTP API answers, as `host:port`. */
  readonly httpAddr: string;
  readonly reserved?: Partial<Omit<ReservedResources, 'cores'>> | undefined;
  /** Cores that no task may have for itself, such as `0-1`; their share of the CPU is reserved too. */
  readonly reservedCores?: string | undefined;
  /** Cores that tasks may have for themselves. @default all */
  readonly reservableCores?: string | undefined;
  /** At most so many allocations; 0: no limit. @default 0 */
  readonly maxAllocs?: number | undefined;
  readonly hostNetworks?: Readonly<Record<string, HostNetworkConfig>> | undefined;
  /** How allocations get networks of their own. @default NETWORK_SETTINGS of alloc-runner */
  readonly networks?: Partial<NetworkSettings> | undefined;
  /** What artifacts may take. @default ARTIFACT_LIMITS of alloc-runner */
  readonly artifact?: Partial<Omit<ArtifactLimits, 'fileRoots'>> | undefined;
  readonly template?: TemplateSettings | undefined;
  /** How servers are asked again for what templates show. @default DATA_RETRY */
  readonly templateRetry?: DataRetry | undefined;
  readonly hostVolumes?: Node['hostVolumes'] | undefined;
  /** The network interface whose address tasks get. @default that of the default route; loopback in dev mode */
  readonly networkInterface?: string | undefined;
  readonly networkSpeedMbits?: number | undefined;
  readonly cpuTotalMhz?: number | undefined;
  readonly memoryTotalMb?: number | undefined;
  readonly diskTotalMb?: number | undefined;
  /** @default 20000 */
  readonly minDynamicPort?: number | undefined;
  /** @default 32000 */
  readonly maxDynamicPort?: number | undefined;
  /** Whether people may run commands inside of tasks. @default true */
  readonly allowsExec?: boolean | undefined;
  /** No task may ask for a longer `kill_timeout`. @default 30 s */
  readonly maxKillTimeoutMs?: number | undefined;
  /** So many ended allocations are kept for their logs and files, the latest. @default 50 */
  readonly gcMaxAllocs?: number | undefined;
  /** A client's `options` that the agent reads: `env.denylist`, `artifact.file_roots`. */
  readonly options?: Readonly<Record<string, string>> | undefined;
  /** The node is gone with the process: closing it stops its tasks and removes its directories. */
  readonly devMode?: boolean | undefined;
  /** @default 3 s */
  readonly heartbeatIntervalMs?: number | undefined;
  /** How long a driver may start a task, or stop one beyond its kill_timeout, without a word, before people are told. @default 5 min */
  readonly driverPatienceMs?: number | undefined;
  readonly orphans?: OrphanSettings | undefined;
  /** How long no server must be heard before anything stops for it. @default 10 s */
  readonly silenceMinMs?: number | undefined;
  /** How often the machine is looked at anew. @default 30 s */
  readonly fingerprintIntervalMs?: number | undefined;
}

/** How what drivers run and no allocation owns is looked for. */
export interface OrphanSettings {
  /** @default true */
  readonly isEnabled?: boolean | undefined;
  /** Whether it is only told. @default false */
  readonly isDryRun?: boolean | undefined;
  /** @default 5 min */
  readonly periodMs?: number | undefined;
  /** What is younger is spared: its start may be under way. @default 5 min */
  readonly graceMs?: number | undefined;
}
