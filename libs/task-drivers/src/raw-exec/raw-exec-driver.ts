import { resolve } from 'node:path';
import { faultsOf, parseConfig } from '../config/parse-config.ts';
import type { ExecRequest, ExecSession } from '../exec-session.ts';
import type { JsonObject } from '../json.ts';
import type { DeniedIds } from '../process/denied-ids.ts';
import { findCommand } from '../process/find-command.ts';
import { joinNetwork } from '../process/join-network.ts';
import { pinToCores } from '../process/pin-to-cores.ts';
import { openProcessExec } from '../process/process-exec.ts';
import { ProcessTasks, stateDirOf } from '../process/process-tasks.ts';
import { runAsUser } from '../process/run-as-user.ts';
import type {
  ConfigFault,
  DriverCapabilities,
  DriverFingerprint,
  ExitResult,
  StopOptions,
  TaskDriver,
  TaskHandle,
  TaskStart,
  TaskStats,
} from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { RawExecConfig } from './raw-exec-config.ts';

export interface RawExecDriverOptions {
  /** Off unless the operator says otherwise, since tasks run with the agent's own rights. @default false */
  readonly enabled?: boolean | undefined;
  /** Names of variables that no task gets; `*` at the end stands for any rest. @default [] */
  readonly deniedEnvvars?: readonly string[] | undefined;
  readonly denied?: DeniedIds | undefined;
  /** Told of failures in the background that no caller waits for. */
  readonly onError: (error: unknown) => void;
}

/** Runs tasks as plain processes of the machine, without any isolation. */
export class RawExecDriver implements TaskDriver {
  readonly name = 'raw_exec';
  readonly capabilities: DriverCapabilities = {
    sendSignals: true,
    exec: true,
    fsIsolation: 'none',
    networkModes: ['host', 'group'],
    mustInitiateNetwork: false,
    mounts: 'none',
  };
  readonly #options: RawExecDriverOptions;
  readonly #tasks: ProcessTasks;

  constructor(options: RawExecDriverOptions) {
    this.#options = options;
    this.#tasks = new ProcessTasks({ driver: this.name, onError: options.onError });
  }

  async fingerprint(): Promise<DriverFingerprint> {
    if (this.#options.enabled !== true) {
      return { detected: false, healthy: false, healthDescription: 'disabled', attributes: {} };
    }
    return {
      detected: true,
      healthy: true,
      healthDescription: 'Healthy',
      attributes: { 'driver.raw_exec': '1' },
    };
  }

  validateConfig(config: JsonObject): readonly ConfigFault[] {
    return faultsOf(RawExecConfig, config);
  }

  async start(spec: TaskSpec): Promise<TaskHandle> {
    const config = parseConfig(RawExecConfig, spec.config);
    const denied = [...(this.#options.deniedEnvvars ?? []), ...(config.denied_envvars ?? [])];
    const env = withoutDenied(withPath(spec.env), denied);
    const program = await findCommand(config.command, spec.paths, env['PATH'] ?? '');
    const before = [
      ...(await joinNetwork(spec.network?.namespacePath)),
      ...(await pinToCores(spec.resources.cores)),
      ...(await runAsUser(spec.user, this.#options.denied)),
    ];
    return this.#tasks.start(spec, {
      command: [...before, program, ...(config.args ?? [])],
      workDir: resolve(spec.paths.taskDir, config.work_dir ?? '.'),
      env,
      stateDir: stateDirOf(spec),
      ...(config.oom_score_adj === undefined ? {} : { oomScoreAdj: config.oom_score_adj }),
    });
  }

  recover(handle: TaskHandle): Promise<boolean> {
    return this.#tasks.recover(handle);
  }

  async wait(handle: TaskHandle, signal: AbortSignal): Promise<ExitResult> {
    return this.#tasks.wait(handle, signal);
  }

  stop(handle: TaskHandle, options: StopOptions): Promise<void> {
    return this.#tasks.stop(handle, options);
  }

  async signal(handle: TaskHandle, signalName: string): Promise<void> {
    this.#tasks.signal(handle, signalName);
  }

  async exec(handle: TaskHandle, request: ExecRequest): Promise<ExecSession> {
    const { leader } = this.#tasks.runningTask(handle);
    const { workDir, user, networkPath } = this.#tasks.state(handle);
    const before = [...(await joinNetwork(networkPath)), ...(await runAsUser(user))];
    return openProcessExec({ leader, workDir, join: before, request });
  }

  stats(handle: TaskHandle): Promise<TaskStats> {
    return this.#tasks.stats(handle);
  }

  keepToCores(handle: TaskHandle, cores: readonly number[]): Promise<void> {
    return this.#tasks.keepToCores(handle, cores);
  }

  destroy(handle: TaskHandle): Promise<void> {
    return this.#tasks.destroy(handle);
  }

  abandonStart(start: TaskStart): Promise<void> {
    return this.#tasks.abandonStart(start);
  }

  async close(): Promise<void> {
    this.#tasks.close();
  }
}

/** A process without PATH would find no program at all. */
function withPath(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', ...env };
}

function withoutDenied(
  env: Readonly<Record<string, string>>,
  denied: readonly string[],
): Readonly<Record<string, string>> {
  const isDenied = (name: string): boolean =>
    denied.some((entry) =>
      entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : name === entry,
    );
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isDenied(name)));
}
