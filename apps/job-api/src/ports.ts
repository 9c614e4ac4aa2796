import type { EventStore, Projection, Timers } from '@steppe/event-log';
import type { Clock, Logger } from '@steppe/nest-kit';

/** What the agent that this API belongs to says of itself, at `/v1/agent/self` and elsewhere. */
export interface AgentInfo {
  readonly name: string;
  readonly region: string;
  readonly datacenter: string;
  /** The version of Nomad whose API this is; clients read it. */
  readonly version: string;
  /** Where the servers' own port is, as `host:port`. */
  readonly rpcAddress: string;
  /** The agent's configuration in Nomad's shape, without secrets. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What `agent-info` lists: counters by group. */
  readonly stats: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Set when the agent runs a client too. */
  readonly nodeId?: string | undefined;
}

/** What the app needs from outside. `main.ts` passes the real ones, tests pass fakes. */
export interface JobApiPorts {
  readonly store: EventStore;
  readonly projection: Projection;
  readonly clock: Clock;
  /** A new UUID. */
  readonly newId: () => string;
  readonly logger: Logger;
  readonly agent: AgentInfo;
  /** Who writes, in each entry of the log, e.g. `job-api/server1`. */
  readonly actor: string;
  /** Default: the system's. */
  readonly timers?: Timers | undefined;
}
