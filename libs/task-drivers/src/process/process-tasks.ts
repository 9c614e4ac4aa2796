import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { abortable } from '../abortable.ts';
import { DriverError } from '../driver-error.ts';
import { asHandleState, handleState, taskKey, taskNotFound } from '../handle-state.ts';
import type { JsonObject } from '../json.ts';
import { LogRotation } from '../logs/log-rotation.ts';
import { logOptions, newestLogFile, TaskLogs, taskLogsOf } from '../logs/task-logs.ts';
import { signalByName } from '../signals.ts';
import { isMissing } from '../system-error.ts';
import type { ExitResult, StopOptions, TaskHandle, TaskStart, TaskStats } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { readExitFile } from './exit-file.ts';
import { keepToCores } from './keep-to-cores.ts';
import { launch, type Launched, type Surround } from './launch.ts';
import { currentBootId, isAlive, ProcessIdentity } from './process-identity.ts';
import { killMembers, membersOf } from './process-members.ts';
import { type Counted, type CpuSample, cpuSampleOf, processStats } from './process-stats.ts';
import { begunIn, leftoverOf } from './leftover.ts';
import { SupervisedTask } from './supervised-task.ts';

const STATE_VERSION = 1;

const ProcessState = z.object({
  leader: ProcessIdentity,
  /** The task's own process, when what surrounds it is the leader. */
  target: ProcessIdentity.optional(),
  /** What a driver notes of a task's surroundings, to find them again. */
  surroundings: z.record(z.string(), z.unknown()).optional(),
  marker: z.array(z.string()),
  stateDir: z.string(),
  workDir: z.string(),
  /** Whom the task runs as; empty for the agent's own user. */
  user: z.string(),
  /** The network namespace that it runs in, when that is not the machine's. */
  networkPath: z.string().optional(),
  killSignal: z.string(),
  logs: TaskLogs,
});
export type ProcessState = z.infer<typeof ProcessState>;

/** A command ready to run: absolute program path and arguments. */
export interface ProcessCommand {
  readonly command: readonly string[];
  readonly workDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stateDir: string;
  readonly oomScoreAdj?: number;
  readonly surround?: Surround;
  readonly surroundings?: JsonObject;
}

export interface ProcessTasksOptions {
  /** Name of the driver. */
  readonly driver: string;
  /** Told of failures in the background that no caller waits for. */
  readonly onError: (error: unknown) => void;
  /** Adds to an exit status what the task's surroundings tell. */
  readonly explain?: (exit: ExitResult, state: ProcessState) => Promise<ExitResult>;
  /** What the task's surroundings count of it. */
  readonly count?: (state: ProcessState) => Promise<Counted>;
}

/** The tasks of a driver whose tasks are processes of this machine: all of the port but what to run. */
export class ProcessTasks {
  readonly #driver: string;
  readonly #onError: (error: unknown) => void;
  readonly #explain: ProcessTasksOptions['explain'];
  readonly #count: ProcessTasksOptions['count'];
  readonly #rotation: LogRotation;
  readonly #tasks = new Map<string, SupervisedTask>();
  readonly #cpuSamples = new Map<string, CpuSample>();

  constructor({ driver, onError, explain, count }: ProcessTasksOptions) {
    this.#driver = driver;
    this.#onError = onError;
    this.#explain = explain;
    this.#count = count;
    this.#rotation = new LogRotation(onError);
  }

  async start(spec: TaskSpec, process: ProcessCommand): Promise<TaskHandle> {
    const marker = markerOf(spec);
    const logs = taskLogsOf(spec);
    const { leader, target } =
      (await this.#begunBefore(process)) ?? (await this.#launch(process, { logs, marker }));
    const state: ProcessState = {
      leader,
      ...(target === undefined ? {} : { target }),
      ...(process.surroundings === undefined ? {} : { surroundings: process.surroundings }),
      marker,
      stateDir: process.stateDir,
      workDir: process.workDir,
      user: spec.user ?? '',
      ...(spec.network?.namespacePath === undefined
        ? {}
        : { networkPath: spec.network.namespacePath }),
      killSignal: spec.killSignal ?? 'SIGINT',
      logs,
    };
    const handle: TaskHandle = {
      driver: this.#driver,
      version: STATE_VERSION,
      allocId: spec.allocId,
      taskName: spec.taskName,
      state: asHandleState(state),
    };
    try {
      await this.#adopt(handle, state);
    } catch (error) {
      await killMembers(leader, state.marker);
      throw error;
    }
    return handle;
  }

  async recover(handle: TaskHandle): Promise<boolean> {
    if (this.#tasks.has(taskKey(handle))) return true;
    const state = this.state(handle);
    const hasTrace =
      (await readExitFile(state.stateDir)) !== undefined ||
      (await isAlive(state.leader)) ||
      (await endedInThisBoot(state));
    if (hasTrace) await this.#adopt(handle, state);
    return hasTrace;
  }

  wait(handle: TaskHandle, signal: AbortSignal): Promise<ExitResult> {
    return abortable(this.task(handle).ended, signal);
  }

  async stop(handle: TaskHandle, options: StopOptions): Promise<void> {
    const signal = signalByName(options.signal ?? this.state(handle).killSignal);
    await this.task(handle).stop(signal, options.timeoutMs);
  }

  signal(handle: TaskHandle, signalName: string): void {
    this.task(handle).signal(signalByName(signalName));
  }

  async stats(handle: TaskHandle): Promise<TaskStats> {
    const { leader } = this.runningTask(handle);
    const state = this.state(handle);
    const key = taskKey(handle);
    const members = await membersOf(leader, state.marker);
    const counted = await this.#count?.(state);
    const stats = processStats(members, {
      atMs: Date.now(),
      previous: this.#cpuSamples.get(key),
      ...(counted === undefined ? {} : { counted }),
    });
    this.#cpuSamples.set(key, cpuSampleOf(stats));
    return stats;
  }

  async keepToCores(handle: TaskHandle, cores: readonly number[]): Promise<void> {
    const { leader } = this.runningTask(handle);
    const members = await membersOf(leader, this.state(handle).marker);
    await keepToCores(
      members.map(({ pid }) => pid),
      cores,
    );
  }

  async destroy(handle: TaskHandle): Promise<void> {
    const key = taskKey(handle);
    const { leader, marker, stateDir } = this.state(handle);
    const task = this.#tasks.get(key);
    await (task === undefined ? killMembers(leader, marker) : task.kill());
    task?.unwatch();
    this.#rotation.remove(key);
    this.#cpuSamples.delete(key);
    this.#tasks.delete(key);
    await rm(stateDir, { recursive: true, force: true });
  }

  async abandonStart(start: TaskStart): Promise<void> {
    const stateDir = stateDirOf(start);
    await killLeftover(stateDir, markerOf(start));
    await rm(stateDir, { recursive: true, force: true });
  }

  close(): void {
    for (const task of this.#tasks.values()) task.unwatch();
    this.#tasks.clear();
    this.#rotation.close();
  }

  state(handle: TaskHandle): ProcessState {
    return handleState(handle, {
      driver: this.#driver,
      version: STATE_VERSION,
      schema: ProcessState,
    });
  }

  /** @throws DriverError `TASK_NOT_FOUND`. */
  task(handle: TaskHandle): SupervisedTask {
    const task = this.#tasks.get(taskKey(handle));
    if (task === undefined) throw taskNotFound(handle);
    return task;
  }

  /** @throws DriverError `TASK_NOT_FOUND` or `TASK_NOT_RUNNING`. */
  runningTask(handle: TaskHandle): SupervisedTask {
    const task = this.task(handle);
    if (task.result === undefined) return task;
    throw new DriverError('TASK_NOT_RUNNING', 'the task is not running', { recoverable: false });
  }

  /** An agent that died between starting a task and noting its handle would otherwise run it twice. */
  async #begunBefore({ stateDir, surround }: ProcessCommand): Promise<Launched | undefined> {
    // What surrounds a task is known to its start alone.
    const leader = surround === undefined ? await begunIn(stateDir) : undefined;
    return leader && { leader, target: undefined };
  }

  async #launch(
    process: ProcessCommand,
    { logs, marker }: { readonly logs: TaskLogs; readonly marker: readonly string[] },
  ): Promise<Launched> {
    await killLeftover(process.stateDir, marker);
    return launch({
      ...process,
      cwd: process.workDir,
      stdoutFile: await newestLogFile(logs, 'stdout'),
      stderrFile: await newestLogFile(logs, 'stderr'),
    });
  }

  async #adopt(handle: TaskHandle, state: ProcessState): Promise<void> {
    const { leader, target, marker, stateDir, logs } = state;
    const key = taskKey(handle);
    this.#tasks.get(key)?.unwatch();
    const task = new SupervisedTask({
      leader,
      target,
      marker,
      stateDir,
      onError: this.#onError,
      explain: async (exit) => (await this.#explain?.(exit, state)) ?? exit,
    });
    this.#tasks.set(key, task);
    if (!logs.disabled) {
      this.#rotation.add(key, [logOptions(logs, 'stdout'), logOptions(logs, 'stderr')]);
    }
    await task.watch();
  }
}

/** Where the driver keeps what it needs of a task. */
export function stateDirOf({ paths, taskName }: TaskStart): string {
  return join(paths.driverDir, taskName);
}

/** The entries of the environment that only the processes of one task share. */
function markerOf({ allocId, taskName }: TaskStart): string[] {
  return [`NOMAD_ALLOC_ID=${allocId}`, `NOMAD_TASK_NAME=${taskName}`];
}

async function killLeftover(stateDir: string, marker: readonly string[]): Promise<void> {
  const leftover = await leftoverOf(stateDir);
  if (leftover !== undefined) await killMembers(leftover, marker);
}

/**
 * Whether the process was there since the machine started, and so has ended: its status comes a moment later
 * than its end, or was lost. To start such a task anew would run it twice.
 */
async function endedInThisBoot({ leader, stateDir }: ProcessState): Promise<boolean> {
  if (leader.bootId !== (await currentBootId())) return false;
  try {
    await access(join(stateDir, 'pid'));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
