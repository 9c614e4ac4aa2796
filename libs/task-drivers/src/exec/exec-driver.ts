import { faultsOf, parseConfig } from '../config/parse-config.ts';
import type { ExecRequest, ExecSession } from '../exec-session.ts';
import { IsolatedTasks } from '../isolation/isolated-tasks.ts';
import { fingerprintIsolation } from '../isolation/isolation-fingerprint.ts';
import type { IsolationOptions } from '../isolation/isolation-options.ts';
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
  TaskStats,
} from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { ExecConfig } from './exec-config.ts';

export type ExecDriverOptions = IsolationOptions;

/** Runs tasks as processes of the machine that the kernel isolates from it: root, processes, IPC, rights and limits. */
export class ExecDriver implements TaskDriver {
  readonly name = 'exec';
  readonly capabilities: DriverCapabilities = {
    sendSignals: true,
    exec: true,
    fsIsolation: 'chroot',
    networkModes: ['host', 'group'],
    mustInitiateNetwork: false,
    mounts: 'all',
  };
  readonly #tasks: IsolatedTasks;

  constructor(options: ExecDriverOptions) {
    this.#tasks = new IsolatedTasks(this.name, options);
  }

  async fingerprint(): Promise<DriverFingerprint> {
    const isolation = await fingerprintIsolation();
    if (!isolation.possible) {
      const healthDescription = isolation.reason;
      return { detected: false, healthy: false, healthDescription, attributes: {} };
    }
    return {
      detected: true,
      healthy: true,
      healthDescription: isolation.healthDescription,
      attributes: { 'driver.exec': '1' },
    };
  }

  validateConfig(config: JsonObject): readonly ConfigFault[] {
    return faultsOf(ExecConfig, config);
  }

  async start(spec: TaskSpec, report: ReportDriverEvent): Promise<TaskHandle> {
    const config = parseConfig(ExecConfig, spec.config);
    const command = { program: config.command, args: config.args ?? [], config };
    return this.#tasks.start(spec, command, report);
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

  destroy(handle: TaskHandle): Promise<void> {
    return this.#tasks.destroy(handle);
  }

  async close(): Promise<void> {
    this.#tasks.processes.close();
  }
}
