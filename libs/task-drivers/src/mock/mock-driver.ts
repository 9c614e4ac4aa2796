import { z } from 'zod';
import { abortable } from '../abortable.ts';
import { faultsOf, parseConfig } from '../config/parse-config.ts';
import { DriverError } from '../driver-error.ts';
import type { ExecRequest, ExecSession } from '../exec-session.ts';
import { asHandleState, handleState, taskKey, taskNotFound } from '../handle-state.ts';
import type { JsonObject } from '../json.ts';
import { TaskLogs, taskLogsOf } from '../logs/task-logs.ts';
import { signalByName } from '../signals.ts';
import type {
  ConfigFault,
  DriverCapabilities,
  DriverFingerprint,
  DriverNetwork,
  ExitResult,
  StopOptions,
  TaskDriver,
  TaskHandle,
  TaskStats,
} from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { systemTimer, type Timer } from '../timer.ts';
import { MockConfig } from './mock-config.ts';
import { openMockExec } from './mock-exec.ts';
import { MockLog } from './mock-log.ts';
import { MockRun } from './mock-run.ts';

const STATE_VERSION = 1;

const MockState = z.object({
  startedAtMs: z.number(),
  killSignal: z.string(),
  config: z.record(z.string(), z.json()),
  logs: TaskLogs,
});
type MockState = z.infer<typeof MockState>;

interface MockTask {
  readonly config: MockConfig;
  readonly run: MockRun;
  readonly log: MockLog;
}

export interface MockDriverOptions {
  /** @default the system's time */
  readonly timer?: Timer;
}

/** Pretends to run tasks, failing and ending as their config says. For tests of everything above a driver. */
export class MockDriver implements TaskDriver {
  readonly name = 'mock_driver';
  readonly capabilities: DriverCapabilities = {
    sendSignals: true,
    exec: true,
    fsIsolation: 'none',
    networkModes: ['none'],
    mustInitiateNetwork: false,
    mounts: 'none',
  };
  readonly #timer: Timer;
  readonly #tasks = new Map<string, MockTask>();
  #unhealthy = false;

  constructor({ timer = systemTimer }: MockDriverOptions = {}) {
    this.#timer = timer;
  }

  async fingerprint(): Promise<DriverFingerprint> {
    const attributes = { 'driver.mock_driver': '1' };
    return this.#unhealthy
      ? { detected: true, healthy: false, healthDescription: 'plugin exited', attributes }
      : { detected: true, healthy: true, healthDescription: 'Healthy', attributes };
  }

  validateConfig(config: JsonObject): readonly ConfigFault[] {
    return faultsOf(MockConfig, config);
  }

  async start(spec: TaskSpec): Promise<TaskHandle> {
    const config = parseConfig(MockConfig, spec.config);
    if (config.start_block_for > 0) await this.#sleep(config.start_block_for);
    if (config.start_error !== '') {
      throw new DriverError('START_FAILED', config.start_error, {
        recoverable: config.start_error_recoverable,
      });
    }
    const state = {
      startedAtMs: this.#timer.nowMs(),
      killSignal: spec.killSignal ?? 'SIGINT',
      config: spec.config,
      logs: taskLogsOf(spec),
    };
    const network = networkOf(config);
    const handle: TaskHandle = {
      driver: this.name,
      version: STATE_VERSION,
      allocId: spec.allocId,
      taskName: spec.taskName,
      state: asHandleState(state),
      ...(network === undefined ? {} : { network }),
    };
    this.#adopt(handle, config);
    if (config.plugin_exit_after > 0) {
      this.#timer.after(config.plugin_exit_after, () => {
        this.#unhealthy = true;
      });
    }
    return handle;
  }

  /** Takes up any mock task, for the rest of its time: nothing but its handle tells of it. */
  async recover(handle: TaskHandle): Promise<boolean> {
    if (this.#tasks.has(taskKey(handle))) return true;
    const config = parseConfig(MockConfig, this.#state(handle).config);
    // What it prints it has printed already.
    this.#adopt(handle, { ...config, stdout_string: '', stderr_string: '' });
    return true;
  }

  async wait(handle: TaskHandle, signal: AbortSignal): Promise<ExitResult> {
    const { run, log } = this.#task(handle);
    const result = await abortable(run.ended, signal);
    await log.flush();
    return result;
  }

  async stop(handle: TaskHandle, options: StopOptions): Promise<void> {
    const { run, config } = this.#task(handle);
    run.kill(signalByName(options.signal ?? this.#state(handle).killSignal), config.kill_after);
    const cancel = this.#timer.after(options.timeoutMs, () => run.kill('SIGKILL', 0));
    await run.ended;
    cancel();
  }

  async signal(handle: TaskHandle, signalName: string): Promise<void> {
    signalByName(signalName);
    const { config } = this.#runningTask(handle);
    if (config.signal_error === '') return;
    throw new DriverError('TASK_NOT_RUNNING', config.signal_error, { recoverable: false });
  }

  async exec(handle: TaskHandle, _request: ExecRequest): Promise<ExecSession> {
    const { config } = this.#runningTask(handle);
    if (config.exec_command !== undefined) return openMockExec(config.exec_command, this.#timer);
    throw new DriverError('EXEC_FAILED', 'no exec command is configured', { recoverable: false });
  }

  async stats(handle: TaskHandle): Promise<TaskStats> {
    this.#runningTask(handle);
    return {
      atMs: this.#timer.nowMs(),
      cpu: { totalNs: 0, percent: 0 },
      memory: { rssBytes: 0 },
      pids: [],
    };
  }

  async destroy(handle: TaskHandle): Promise<void> {
    const task = this.#tasks.get(taskKey(handle));
    this.#tasks.delete(taskKey(handle));
    task?.run.kill('SIGKILL', 0);
    await task?.log.close();
  }

  /** Mock tasks end with the process that runs them. */
  async abandonStart(): Promise<void> {}

  async close(): Promise<void> {
    const tasks = [...this.#tasks.values()];
    this.#tasks.clear();
    for (const { run, log } of tasks) {
      run.abandon();
      await log.close();
    }
  }

  #adopt(handle: TaskHandle, config: MockConfig): void {
    const { startedAtMs, logs } = this.#state(handle);
    const log = new MockLog(logs);
    const run = new MockRun({
      command: config,
      runForMs: Math.max(0, startedAtMs + config.run_for - this.#timer.nowMs()),
      timer: this.#timer,
      write: (stream, text) => log.write(stream, text),
    });
    this.#tasks.set(taskKey(handle), { config, run, log });
  }

  #state(handle: TaskHandle): MockState {
    return handleState(handle, { driver: this.name, version: STATE_VERSION, schema: MockState });
  }

  #task(handle: TaskHandle): MockTask {
    const task = this.#tasks.get(taskKey(handle));
    if (task === undefined) throw taskNotFound(handle);
    return task;
  }

  #runningTask(handle: TaskHandle): MockTask {
    const task = this.#task(handle);
    if (task.run.result === undefined) return task;
    throw new DriverError('TASK_NOT_RUNNING', 'the task is not running', { recoverable: false });
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer.after(delayMs, resolve);
    });
  }
}

/** Reads `driver_port_map`, such as `http:80 admin:81`. */
function networkOf(config: MockConfig): DriverNetwork | undefined {
  if (config.driver_ip === '') return undefined;
  const pairs = config.driver_port_map.split(/\s+/u).filter((pair) => pair.includes(':'));
  const portMap = pairs.map((pair) => [pair.split(':')[0] ?? '', Number(pair.split(':')[1])]);
  return {
    ip: config.driver_ip,
    portMap: Object.fromEntries(portMap),
    autoAdvertise: config.driver_advertise,
  };
}
