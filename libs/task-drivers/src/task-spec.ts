import type { JsonObject } from './json.ts';

/** Everything a driver needs to know to start one task. All interpolation has been done by the caller. */
export interface TaskSpec {
  readonly allocId: string;
  readonly namespace: string;
  readonly jobId: string;
  readonly groupName: string;
  readonly taskName: string;
  /** The task's `config` block as a JSON object; the driver checks it with `validateConfig`. */
  readonly config: JsonObject;
  /** The whole environment of the task; nothing of the agent's own environment is added but PATH, when it is unset. */
  readonly env: Readonly<Record<string, string>>;
  /** A user name, `uid` or `uid:gid`; absent means the driver's default. */
  readonly user?: string;
  readonly resources: TaskResources;
  readonly ports: readonly TaskPort[];
  /** Absent: the task is on its node's network. */
  readonly network?: TaskNetwork;
  readonly mounts?: readonly TaskMount[];
  readonly paths: TaskPaths;
  readonly logs: TaskLogLimits;
  /** Such as `SIGINT`; the signal that `stop` sends when its caller names none. */
  readonly killSignal?: string;
}

export interface TaskResources {
  readonly cpuMhz: number;
  readonly memoryMb: number;
  /** The ceiling that memory may reach when the node has some to spare; -1 is without limit. */
  readonly memoryMaxMb?: number;
  /** CPU numbers reserved for this task alone. */
  readonly cores?: readonly number[];
}

/** A port that the scheduler gave to the task's group, or to the task in the old `resources.network` form. */
export interface TaskPort {
  readonly label: string;
  /** The node's address to bind. */
  readonly hostIp: string;
  readonly hostPort: number;
  /** The port inside the task's network; 0 means the same as `hostPort`. */
  readonly to: number;
  /**
   * Who asked for it. A container publishes a group's port only when its `ports` list names it,
   * but a port of the task's own `resources.network` always.
   */
  readonly scope: 'group' | 'task';
}

/** The network that the tasks of an allocation share, apart from their node's. */
export interface TaskNetwork {
  /** `none` has no way out: nothing but a loopback of its own. */
  readonly kind: 'none' | 'group';
  /** The kernel's namespace that processes join; absent when no task is a process. */
  readonly namespacePath?: string;
  /** What the driver that made it calls the network. */
  readonly holderId?: string;
  /** The allocation's own address; empty for none. */
  readonly address: string;
  readonly hostname: string;
  /** Absent: the name servers of the node. */
  readonly dns?: TaskDns;
}

export interface TaskDns {
  readonly servers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

/** A volume that the agent has made ready on the host. */
export interface TaskMount {
  readonly hostPath: string;
  /** Where the task sees it. */
  readonly taskPath: string;
  readonly readOnly: boolean;
  /** Whether what is mounted below it later is seen by the task, or by both. Absent: by neither. */
  readonly propagation?: 'hostToTask' | 'bidirectional';
}

/** Absolute host paths, which exist before `start` is called. */
export interface TaskPaths {
  /** The allocation's directory: parent of the shared one, of `logsDir` and of the task's. */
  readonly allocDir: string;
  /** `alloc/`, which the tasks of the allocation share; NOMAD_ALLOC_DIR. */
  readonly sharedDir: string;
  /** The task's own directory, where a process starts. */
  readonly taskDir: string;
  /** `local/` of the task; NOMAD_TASK_DIR. */
  readonly localDir: string;
  /** `secrets/` of the task; NOMAD_SECRETS_DIR. */
  readonly secretsDir: string;
  /** Where `<task>.stdout.N` and `<task>.stderr.N` are written. */
  readonly logsDir: string;
  /** For the driver's own files, such as a pid or an exit status; not visible to the API's file routes. */
  readonly driverDir: string;
}

/** The job's `logs` block. */
export interface TaskLogLimits {
  readonly maxFiles: number;
  readonly maxFileSizeMb: number;
  readonly disabled: boolean;
}
