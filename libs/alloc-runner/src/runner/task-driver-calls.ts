import {
  DriverError,
  type ReportDriverEvent,
  type TaskDriver,
  type TaskHandle,
  type TaskSpec,
} from '@steppe/task-drivers';
import { goDuration } from '../machine/go-duration.ts';
import type { TaskEffect, TaskInput } from '../machine/task-step.ts';
import { messageOf } from '../setup/setup-context.ts';
import { taskPathsOf } from './alloc-dir.ts';
import type { RunnerPorts } from './runner-ports.ts';

/** A driver that says nothing for so long while it starts or stops a task is complained of. */
const DRIVER_PATIENCE_MS = 300_000;

export interface TaskDriverCallsOptions {
  readonly allocId: string;
  readonly task: string;
  readonly driverName: string;
  readonly ports: RunnerPorts;
  /** Takes what a driver says in the meantime. */
  readonly tell: (input: TaskInput) => void;
}

/** Calls a task's driver, and turns what comes of it into an input of the task's machine: a failure is one too. */
export class TaskDriverCalls {
  readonly #options: TaskDriverCallsOptions;

  constructor(options: TaskDriverCallsOptions) {
    this.#options = options;
  }

  async start(specFor: (driver: TaskDriver) => Promise<TaskSpec>): Promise<TaskInput> {
    try {
      const driver = this.named();
      const complaint = this.#complainAfter(0, 'started');
      const report: ReportDriverEvent = ({ message, annotations = {} }) => {
        complaint.putOff();
        this.#options.tell({ type: 'driverEvent', message, annotations });
      };
      try {
        const handle = await driver.start(await specFor(driver), report);
        return { type: 'started', handle };
      } finally {
        complaint.callOff();
      }
    } catch (error) {
      return this.startFailed(error);
    }
  }

  startFailed(error: unknown): TaskInput {
    return {
      type: 'startFailed',
      message: messageOf(error),
      recoverable: error instanceof DriverError && error.recoverable,
      jitter: this.#options.ports.random(),
    };
  }

  async recover(handle: TaskHandle): Promise<TaskInput> {
    try {
      const found = await this.named().recover(handle, ({ message, annotations = {} }) => {
        this.#options.tell({ type: 'driverEvent', message, annotations });
      });
      return { type: 'recovered', found };
    } catch (error) {
      this.warn(error, 'a task could not be recovered');
      const isForeign = error instanceof DriverError && error.code === 'TASK_NOT_FOUND';
      return isForeign ? { type: 'recovered', found: false } : { type: 'recoverFailed' };
    }
  }

  async stop(effect: Extract<TaskEffect, { type: 'stop' }>): Promise<TaskInput | undefined> {
    const { handle, timeoutMs, signal } = effect;
    const complaint = this.#complainAfter(timeoutMs, 'stopped');
    try {
      const options = signal === undefined ? { timeoutMs } : { timeoutMs, signal };
      await this.named().stop(handle, options);
      return undefined; // Whoever watches it sees the end.
    } catch (error) {
      this.warn(error, 'a task could not be stopped');
      return { type: 'stopFailed', message: messageOf(error) };
    } finally {
      complaint.callOff();
    }
  }

  async destroy(handle: TaskHandle): Promise<TaskInput | undefined> {
    try {
      await this.named().destroy(handle);
      return { type: 'destroyed' };
    } catch (error) {
      this.warn(error, 'what a task left behind could not be removed');
      return undefined; // Tried again when the agent starts the next time.
    }
  }

  async abandonStart(): Promise<TaskInput> {
    const { allocId, task: taskName, ports } = this.#options;
    try {
      const paths = taskPathsOf(ports.dirs, allocId, taskName);
      await this.named().abandonStart({ allocId, taskName, paths });
      return { type: 'startAbandoned' };
    } catch (error) {
      this.warn(error, 'what a start left behind could not be removed');
      return { type: 'abandonFailed' };
    }
  }

  /** @throws DriverError when the agent has no such driver. */
  named(): TaskDriver {
    const { driverName, ports } = this.#options;
    const driver = ports.drivers.get(driverName);
    if (driver !== undefined) return driver;
    throw new DriverError(
      'START_FAILED',
      `failed to initialize task; unknown driver "${driverName}"`,
      {
        recoverable: false,
      },
    );
  }

  warn(error: unknown, message: string): void {
    const { allocId, task, ports } = this.#options;
    ports.logger.warn({ allocId, task, error: messageOf(error) }, message);
  }

  /** Tells people when the driver has not done so after what it may take and the patience with it. */
  #complainAfter(
    allowedMs: number,
    done: 'started' | 'stopped',
  ): { readonly putOff: () => void; readonly callOff: () => void } {
    const { time, driverPatienceMs = DRIVER_PATIENCE_MS } = this.#options.ports;
    const afterMs = allowedMs + driverPatienceMs;
    const message = `The driver has not ${done} the task for ${goDuration(afterMs)}`;
    const wait = (): (() => void) =>
      time.after(afterMs, () =>
        this.#options.tell({ type: 'driverEvent', message, annotations: {} }),
      );
    let callOff = wait();
    return {
      putOff: () => {
        callOff();
        callOff = wait();
      },
      callOff: () => callOff(),
    };
  }
}
