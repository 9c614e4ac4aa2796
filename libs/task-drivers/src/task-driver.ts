import type { ExecRequest, ExecSession } from './exec-session.ts';
import type { JsonObject } from './json.ts';
import type { TaskPaths, TaskSpec } from './task-spec.ts';

/**
 * What runs tasks: containers, processes. One instance serves all tasks of a node.
 *
 * Tasks outlive the agent: a driver ties nothing to the life of its own process, and whatever it must know
 * to find a task again is in the {@link TaskHandle}, which the agent keeps on disk.
 */
export interface TaskDriver {
  /** As jobs name it: `docker`, `raw_exec`. */
  readonly name: string;
  readonly capabilities: DriverCapabilities;

  /** Looks at the machine; never throws, since a fault is an answer with its reason. */
  fingerprint(): Promise<DriverFingerprint>;

  /** Returns one entry per fault of a task's `config`; an empty list when it is right. */
  validateConfig(config: JsonObject): readonly ConfigFault[];

  /**
   * Starts a task, and returns once it runs.
   *
   * @param report is told what a person waiting would like to know, such as an image being downloaded.
   * @throws DriverError `CONFIG_INVALID`, or `START_FAILED` with the text for the "Driver Failure" event; nothing is left behind.
   */
  start(task: TaskSpec, report: ReportDriverEvent): Promise<TaskHandle>;

  /**
   * Adopts a task that an earlier process started, or that has ended since, whose result `wait` then tells.
   * Adopting twice does no harm.
   *
   * @returns false when there is no trace of the task, so that it must be started anew.
   * @throws DriverError `UNAVAILABLE` when that can't be told now; ask again later.
   */
  recover(handle: TaskHandle, report: ReportDriverEvent): Promise<boolean>;

  /**
   * Resolves when the task has ended and its output is in the log files. Any number may wait, also after the end.
   *
   * @throws the signal's reason when `signal` aborts; the task goes on.
   * @throws DriverError `TASK_NOT_FOUND` for a task neither started nor recovered by this instance.
   */
  wait(handle: TaskHandle, signal: AbortSignal): Promise<ExitResult>;

  /**
   * Sends the kill signal, and after `timeoutMs` kills whatever is left of the task.
   * Resolves when the task has ended; at once for one that already has.
   *
   * @throws DriverError `UNAVAILABLE` when the task can't be reached or doesn't die; try again later.
   */
  stop(handle: TaskHandle, options: StopOptions): Promise<void>;

  /**
   * Sends a signal by its name, such as `SIGHUP`, to the task.
   *
   * @throws DriverError `SIGNAL_UNKNOWN`, or `TASK_NOT_RUNNING`.
   */
  signal(handle: TaskHandle, signalName: string): Promise<void>;

  /**
   * Runs a command inside the running task.
   *
   * @throws DriverError `TASK_NOT_RUNNING`, `EXEC_FAILED` or `NOT_SUPPORTED`.
   */
  exec(handle: TaskHandle, request: ExecRequest): Promise<ExecSession>;

  /**
   * Keeps a running task to these cores, which others may use too, until it is told other ones. Absent where tasks are not on
   * the machine's cores.
   */
  keepToCores?(handle: TaskHandle, cores: readonly number[]): Promise<void>;

  /** @throws DriverError `TASK_NOT_RUNNING`. */
  stats(handle: TaskHandle): Promise<TaskStats>;

  /**
   * Forgets the task and removes all the driver made for it, killing what still runs; its log files stay.
   * Does nothing for a task that is gone.
   *
   * @throws DriverError `UNAVAILABLE` when that can't be done now; try again later.
   */
  destroy(handle: TaskHandle): Promise<void>;

  /**
   * Ends and removes what a start has left whose handle nobody has, since the agent was killed in the middle of it.
   * Does nothing when there is nothing.
   *
   * @throws DriverError `UNAVAILABLE` when that can't be done now; try again later.
   */
  abandonStart(start: TaskStart): Promise<void>;

  /**
   * Makes a network namespace for an allocation, for a driver whose tasks can join no other. One that is there already
   * is used again.
   *
   * @throws Error with the reason.
   */
  createNetwork?(request: NetworkRequest): Promise<CreatedNetwork>;

  /** Removes the namespace that `createNetwork` made. Does nothing when there is none. */
  destroyNetwork?(allocId: string): Promise<void>;

  /**
   * Removes what this driver runs for the node and no task owns, where it can tell.
   *
   * @returns what was removed, by its name.
   */
  removeOrphans?(options: OrphanOptions): Promise<readonly string[]>;

  /** Lets go of every task, which go on running, and of timers and connections. For the agent's end, and tests. */
  close(): Promise<void>;
}

/** What of a task's spec finds what a start of it has left. */
export interface TaskStart {
  readonly allocId: string;
  readonly taskName: string;
  readonly paths: Pick<TaskPaths, 'driverDir'>;
}

export interface NetworkRequest {
  readonly allocId: string;
  /** What the tasks see as their machine's name. */
  readonly hostname: string;
}

export interface CreatedNetwork {
  readonly namespacePath: string;
  /** What the driver calls it: what its tasks find it by. */
  readonly id: string;
}

export interface OrphanOptions {
  /** Tells whether the agent has such a task. */
  readonly isKnown: (task: { readonly allocId: string; readonly taskName: string }) => boolean;
  readonly nowMs: number;
  /** Spares what is younger, whose start may be under way. */
  readonly graceMs: number;
  /** Whether they are named only. @default false */
  readonly isDryRun?: boolean;
}

/** What finds a task again: plain JSON, kept by the agent. Only the driver reads `state`. */
export interface TaskHandle {
  readonly driver: string;
  /** Version of the form of `state`; a driver refuses one that it doesn't know. */
  readonly version: number;
  readonly allocId: string;
  readonly taskName: string;
  readonly state: JsonObject;
  /** Where the task can be reached, when it has an address of its own. */
  readonly network?: DriverNetwork;
}

export interface DriverNetwork {
  readonly ip: string;
  /** Port inside the task by the label of the port. */
  readonly portMap: Readonly<Record<string, number>>;
  /** Whether services should advertise `ip` rather than the node's address. */
  readonly autoAdvertise: boolean;
}

/** How a task ended. */
export interface ExitResult {
  /** 128 + n for an end by signal n. */
  readonly exitCode: number;
  /** Number of the signal that ended the task; 0 for none. */
  readonly signal: number;
  readonly oomKilled: boolean;
  /** What the driver has to add; the "Exit Message" of the "Terminated" event. */
  readonly error?: string;
}

export interface StopOptions {
  /** Such as `SIGTERM`; absent means the task's `killSignal`, or else `SIGINT`, or the image's own for a container. */
  readonly signal?: string;
  readonly timeoutMs: number;
}

/** Becomes a task event of type "Driver" with `message` as its text and `annotations` among its details. */
export interface DriverEvent {
  readonly message: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export type ReportDriverEvent = (event: DriverEvent) => void;

export interface DriverFingerprint {
  /** Whether the machine has what the driver needs, and the operator enabled it. */
  readonly detected: boolean;
  /** Whether it works right now; a job can be placed only when it does. */
  readonly healthy: boolean;
  readonly healthDescription: string;
  /** By Nomad's attribute names, such as `driver.docker` and `driver.docker.version`. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface DriverCapabilities {
  readonly sendSignals: boolean;
  readonly exec: boolean;
  readonly fsIsolation: 'none' | 'chroot' | 'image';
  readonly networkModes: readonly ('host' | 'group' | 'task' | 'none')[];
  readonly mustInitiateNetwork: boolean;
  readonly mounts: 'all' | 'none';
}

export interface ConfigFault {
  /** Path of the key below `config`, such as `mount[0].type`. */
  readonly key: string;
  /** What is wrong and what would be right, for people; names the key itself. */
  readonly message: string;
}

/** What a task uses now. Absent fields could not be measured. */
export interface TaskStats {
  readonly atMs: number;
  readonly cpu: CpuStats;
  readonly memory: MemoryStats;
  /** Process IDs on the host. */
  readonly pids: readonly number[];
  /** Of each process, where they are measured one by one. */
  readonly processes?: readonly ProcessUsage[];
}

export interface ProcessUsage {
  readonly pid: number;
  readonly cpu: CpuStats;
  readonly memory: MemoryStats;
}

export interface CpuStats {
  /** CPU time since the task's start, in nanoseconds. */
  readonly totalNs: number;
  readonly userNs?: number;
  readonly systemNs?: number;
  /** Share of one core since the previous call, or since the start; 100 is one full core. */
  readonly percent: number;
  /** The parts of it that were spent in user space, and in the kernel. */
  readonly userPercent?: number;
  readonly systemPercent?: number;
  readonly throttledPeriods?: number;
  readonly throttledNs?: number;
}

export interface MemoryStats {
  readonly rssBytes: number;
  readonly usageBytes?: number;
  readonly maxUsageBytes?: number;
  readonly cacheBytes?: number;
  readonly swapBytes?: number;
  readonly kernelUsageBytes?: number;
  readonly kernelMaxUsageBytes?: number;
}
