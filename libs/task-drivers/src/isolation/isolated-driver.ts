import type { ExecRequest, ExecSession } from '../exec-session.ts';
import type { JsonObject } from '../json.ts';
import type {
  ConfigFault,
  DriverCapabilities,
  DriverFingerprint,
  ExitResult,
  ReportDriverEvent,
  StopOptions,
  TaskDriver,
  TaskHandle,
  TaskStart,
  TaskStats,
} from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { type IsolatedCommand, IsolatedTasks } from './isolated-tasks.ts';
import { fingerprintIsolation } from './isolation-fingerprint.ts';
import type { IsolationOptions } from './isolation-options.ts';

/** A driver of processes under isolation: all of the port but what to run, and what else the machine must have. */
export abstract class IsolatedDriver implements TaskDriver {
  readonly name: string;
  abstract readonly capabilities: DriverCapabilities;
  readonly #tasks: IsolatedTasks;

  constructor(name: string, options: IsolationOptions) {
    this.name = name;
    this.#tasks = new IsolatedTasks(name, options);
  }

  abstract validateConfig(config: JsonObject): readonly ConfigFault[];

  /** @throws DriverError `CONFIG_INVALID` or `START_FAILED`. */
  protected abstract commandOf(spec: TaskSpec): Promise<IsolatedCommand>;

  async fingerprint(): Promise<DriverFingerprint> {
    const isolation = await fingerprintIsolation();
    if (!isolation.possible) return undetected(isolation.reason);
    return {
      detected: true,
      healthy: true,
      healthDescription: isolation.healthDescription,
      attributes: { [`driver.${this.name}`]: '1' },
    };
  }

  async start(spec: TaskSpec, report: ReportDriverEvent): Promise<TaskHandle> {
    return this.#tasks.start(spec, await this.commandOf(spec), report);
  }

  recover(handle: TaskHandle): Promise<boolean> {
    return this.#tasks.processes.recover(handle);
  }

  async wait(handle: TaskHandle, signal: AbortSignal): Promise<ExitResult> {
    return this.#tasks.processes.wait(handle, signal);
  }

  stop(handle: TaskHandle, options: StopOptions): Promise<void> {
    return this.#tasks.processes.stop(handle, options);
  }

  async signal(handle: TaskHandle, signalName: string): Promise<void> {
    this.#tasks.processes.signal(handle, signalName);
  }

  exec(handle: TaskHandle, request: ExecRequest): Promise<ExecSession> {
    return this.#tasks.exec(handle, request);
  }

  stats(handle: TaskHandle): Promise<TaskStats> {
    return this.#tasks.processes.stats(handle);
  }

  keepToCores(handle: TaskHandle, cores: readonly number[]): Promise<void> {
    return this.#tasks.processes.keepToCores(handle, cores);
  }

  destroy(handle: TaskHandle): Promise<void> {
    return this.#tasks.destroy(handle);
  }

  abandonStart(start: TaskStart): Promise<void> {
    return this.#tasks.abandonStart(start);
  }

  async close(): Promise<void> {
    this.#tasks.processes.close();
  }
}

/** What a driver says that the machine can't run. */
export function undetected(healthDescription: string): DriverFingerprint {
  return { detected: false, healthy: false, healthDescription, attributes: {} };
}
