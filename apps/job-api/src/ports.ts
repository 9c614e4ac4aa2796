import type { SchedulerConfiguration } from '@steppe/domain';
import type { EventStore, Projection, Timers } from '@steppe/event-log';
import type { Clock, Logger, LogTap } from '@steppe/nest-kit';
import type { RootKeyStore } from './keyring/root-key-store.ts';

/** What the agent that this API belongs to says of itself, at `/v1/agent/self` and elsewhere. */
export interface AgentInfo {
  readonly name: string;
  readonly region: string;
  readonly datacenter: string;
  /** The version of Nomad whose API this is; clients read it. */
  readonly version: string;
  readonly steppeVersion?: string | undefined;
  /** Where the servers' own port is, as `host:port`. Default: `127.0.0.1:4647`. */
  readonly rpcAddress?: string | undefined;
  /** Where servers find each other. Default: the port after that of `rpcAddress`. */
  readonly serfPort?: number | undefined;
  /** How many servers there are to be. Default: one. */
  readonly expectedServers?: number | undefined;
  /** Whether the broker beside this server leads; undefined when brokers run elsewhere. */
  readonly isLeading?: (() => boolean) | undefined;
  /** The agent's configuration in Nomad's shape, without secrets, over what this app says by itself. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** What `agent-info` lists beside what this app knows: counters by group. */
  readonly stats?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** Set when the agent runs a client too. */
  readonly nodeId?: string | undefined;
  /** Reads the agent's configuration again; undefined for an agent that has no file of it. */
  readonly reload?: (() => Promise<void>) | undefined;
  /** The schedulers that the agent runs; undefined when others run them. */
  readonly schedulers?: SchedulerPool | undefined;
}

/** The scheduler-workers of a server, whose number may change. */
export interface SchedulerPool {
  readonly size: number;
  /** @throws SteppeError `REQUEST_INVALID` for more than a server can have. */
  resize(size: number): Promise<void>;
}

/** The `acl` block of the agent's configuration. */
export interface AclSettings {
  readonly enabled: boolean;
  /** Between these is how long a token that expires may be valid. */
  readonly tokenMinTtlMs: number;
  readonly tokenMaxTtlMs: number;
  /** The index in the file that an operator wrote to bootstrap once more; undefined for none. */
  readonly bootstrapResetIndex: () => Promise<number | undefined>;
}

export const NO_ACL: AclSettings = {
  enabled: false,
  tokenMinTtlMs: 60_000,
  tokenMaxTtlMs: 86_400_000,
  bootstrapResetIndex: () => Promise.resolve(undefined),
};

/** The `telemetry` block of the agent's configuration. */
export interface MetricsSettings {
  /** Whether the usage of each task is told: its driver is asked each time. */
  readonly withAllocations: boolean;
  /** Whether the groups of each dispatched job are told. */
  readonly withDispatched: boolean;
  /** Whether each metric has the label `host`. */
  readonly withHost: boolean;
  readonly filter: { readonly prefixes: readonly string[]; readonly isDefault: boolean };
}

export const ALL_METRICS: MetricsSettings = {
  withAllocations: true,
  withDispatched: true,
  withHost: true,
  filter: { prefixes: [], isDefault: true },
};

/** What the app needs from outside. `main.ts` passes the real ones, tests pass fakes. */
export interface JobApiPorts {
  readonly store: EventStore;
  readonly projection: Projection;
  readonly clock: Clock;
  /** A new UUID. */
  readonly newId: () => string;
  readonly logger: Logger;
  /** What `/v1/agent/monitor` listens to. Default: nothing is ever heard. */
  readonly logTap?: LogTap | undefined;
  readonly agent: AgentInfo;
  /** Where root keys are kept. Default: in memory, until the process ends. */
  readonly rootKeys?: RootKeyStore | undefined;
  /** Default: access is not controlled. */
  readonly acl?: AclSettings | undefined;
  /** Default: all of them. */
  readonly metrics?: MetricsSettings | undefined;
  /** What the scheduler configuration of a new cluster is. Default: that of every cluster. */
  readonly initialSchedulerConfiguration?: SchedulerConfiguration | undefined;
  /** Who writes, in each entry of the log. Default: `job-api/` and the agent's name. */
  readonly actor?: string | undefined;
  /** Default: the system's. */
  readonly timers?: Timers | undefined;
}
