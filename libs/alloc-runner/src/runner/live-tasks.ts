import { SteppeError } from '@steppe/domain';
import {
  DriverError,
  type ExecRequest,
  type ExecSession,
  type TaskDriver,
  type TaskHandle,
  type TaskStats,
} from '@steppe/task-drivers';
import type { TaskState } from '../machine/task-state.ts';

export interface LiveTasksOptions {
  /** The allocation's tasks as they are now, by name. */
  readonly tasks: () => Readonly<Record<string, TaskState>>;
  readonly drivers: ReadonlyMap<string, TaskDriver>;
  /** Whether a task has cores for itself. */
  readonly hasOwnCores: (task: string) => boolean;
  /** A task is about to get a signal. */
  readonly onSignal: (task: string, signalName: string) => void;
}

interface Running {
  readonly driver: TaskDriver;
  readonly handle: TaskHandle;
}

/** What can be asked of an allocation's tasks while they run. */
export class LiveTasks {
  readonly #options: LiveTasksOptions;
  /** The cores that each was told to keep to last. */
  readonly #keptTo = new WeakMap<TaskHandle, string>();

  constructor(options: LiveTasksOptions) {
    this.#options = options;
  }

  /** What its running tasks use now, or only one of them. */
  async stats(task: string | undefined): Promise<Readonly<Record<string, TaskStats>>> {
    const stats: Record<string, TaskStats> = {};
    for (const name of Object.keys(this.#options.tasks())) {
      const running = this.#running(name);
      if (running === undefined || (task !== undefined && task !== name)) continue;
      stats[name] = await running.driver.stats(running.handle);
    }
    return stats;
  }

  /** Keeps the running tasks without cores of their own to these, where their drivers can. */
  async keepToCores(cores: readonly number[]): Promise<void> {
    for (const name of Object.keys(this.#options.tasks())) {
      const running = this.#running(name);
      if (running === undefined || this.#options.hasOwnCores(name)) continue;
      const { driver, handle } = running;
      if (this.#keptTo.get(handle) === String(cores)) continue;
      await driver.keepToCores?.(handle, cores);
      this.#keptTo.set(handle, String(cores));
    }
  }

  /**
   * Sends a signal to a task, or to all that run.
   *
   * @throws SteppeError `TASK_NOT_FOUND`, or `REQUEST_INVALID` with what became of each when one got none.
   */
  async signal(task: string | undefined, signalName: string): Promise<void> {
    if (task !== undefined) return this.#signalOne(task, signalName);
    const all = Object.keys(this.#options.tasks());
    const running = all.filter((name) => this.#running(name) !== undefined);
    const faults: string[] = [];
    for (const name of running.length > 0 ? running : all) {
      try {
        await this.#signalOne(name, signalName);
      } catch (error) {
        if (!(error instanceof SteppeError)) throw error;
        faults.push(`\t* Failed to signal task: ${name}, err: ${error.message}\n`);
      }
    }
    if (faults.length === 0) return;
    const count = faults.length === 1 ? '1 error' : `${faults.length} errors`;
    throw new SteppeError('REQUEST_INVALID', `${count} occurred:\n${faults.join('')}\n`);
  }

  /**
   * Runs a command inside a running task.
   *
   * @throws SteppeError `TASK_NOT_FOUND`, `REQUEST_INVALID` when it does not run, `DRIVER_FAILURE`.
   */
  async exec(task: string, request: ExecRequest): Promise<ExecSession> {
    const { driver, handle } = this.#runningOrFault(task, 'task not found');
    return faultsTold(driver.exec(handle, request));
  }

  async #signalOne(task: string, signalName: string): Promise<void> {
    const { driver, handle } = this.#runningOrFault(task, 'Task not found');
    // Told first, so that it stands before the end that the signal may bring.
    this.#options.onSignal(task, signalName);
    await faultsTold(driver.signal(handle, signalName));
  }

  #runningOrFault(task: string, unknown: string): Running {
    if (!Object.hasOwn(this.#options.tasks(), task)) {
      throw new SteppeError('TASK_NOT_FOUND', unknown);
    }
    const running = this.#running(task);
    if (running === undefined) throw new SteppeError('REQUEST_INVALID', 'Task not running');
    return running;
  }

  #running(task: string): Running | undefined {
    const phase = this.#options.tasks()[task]?.phase;
    if (phase?.name !== 'running' && phase?.name !== 'delaying') return undefined;
    const driver = this.#options.drivers.get(phase.handle.driver);
    return driver && { driver, handle: phase.handle };
  }
}

/** A driver's refusal as whoever asked is told it. */
async function faultsTold<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof DriverError)) throw cause;
    const isAsked = cause.code === 'SIGNAL_UNKNOWN' || cause.code === 'TASK_NOT_RUNNING';
    throw new SteppeError(isAsked ? 'REQUEST_INVALID' : 'DRIVER_FAILURE', cause.message, { cause });
  }
}
