import { join } from 'node:path';
import type Docker from 'dockerode';
import { BackOff } from '../back-off.ts';
import { settledWithin } from '../settled-within.ts';
import type { ExitResult } from '../task-driver.ts';
import { waitForEnd } from './container-end.ts';
import { engineStatus, isConnectionError } from './docker-error.ts';
import type { DockerState } from './docker-state.ts';
import { captureLogs } from './log-capture.ts';
import { kernelKilledForMemory } from './oom-evidence.ts';

/** After the end its last output is in Docker's hands already, so this is ample. */
const LAST_LOGS_TAKE_MAX_MS = 5_000;

/** Watches one container: its end, and its output. */
export class DockerTask {
  readonly container: Docker.Container;
  /** Resolves once the container has ended and its output is written; never after `unwatch`. */
  readonly ended: Promise<ExitResult>;
  readonly #unwatch = new AbortController();
  readonly #settle: (result: ExitResult) => void;
  #captured: Promise<void> = Promise.resolve();
  #result: ExitResult | undefined;

  constructor(container: Docker.Container) {
    this.container = container;
    const { promise, resolve } = Promise.withResolvers<ExitResult>();
    this.ended = promise;
    this.#settle = resolve;
  }

  get result(): ExitResult | undefined {
    return this.#result;
  }

  watch(state: DockerState, onError: (error: unknown) => void): void {
    const { signal } = this.#unwatch;
    const onFailure = (error: unknown): void => {
      if (!signal.aborted) onError(error);
    };
    if (state.capturesLogs) this.#captured = this.#capture(state, onFailure).catch(onFailure);
    this.#follow(onFailure).catch(onFailure);
  }

  /** Stops watching, and resolves when nothing is written any more; the container goes on. */
  async unwatch(): Promise<void> {
    this.#unwatch.abort(new Error('the driver was closed'));
    await this.#captured;
  }

  async #follow(onError: (error: unknown) => void): Promise<void> {
    const result = await exitOf(this.container, this.#unwatch.signal, onError);
    await settledWithin(this.#captured, LAST_LOGS_TAKE_MAX_MS);
    this.#result = result;
    this.#settle(result);
    await this.unwatch();
  }

  /** Captures the output, again after a fault such as a full disk, unless Docker refuses to give it. */
  async #capture(state: DockerState, onError: (error: unknown) => void): Promise<void> {
    const { signal } = this.#unwatch;
    const { tty, logs, stateDir } = state;
    const cursorPath = join(stateDir, 'log-cursor.json');
    const backOff = new BackOff();
    for (;;) {
      try {
        return await captureLogs({ container: this.container, tty, logs, cursorPath, signal });
      } catch (error) {
        signal.throwIfAborted();
        onError(error);
        if (engineStatus(error) !== undefined) return;
      }
      await backOff.wait(signal);
    }
  }
}

/** 128 + SIGKILL */
const KILLED = 137;

/** Waits for a container's end, through restarts of the daemon. */
async function exitOf(
  container: Docker.Container,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<ExitResult> {
  const backOff = new BackOff();
  for (;;) {
    try {
      await waitForEnd(container, { signal });
      const { State } = await container.inspect({ abortSignal: signal });
      if (!State.Running) return exitResultOf(container.id, State);
    } catch (error) {
      signal.throwIfAborted();
      if (engineStatus(error) === 404) return REMOVED;
      if (!isConnectionError(error)) onError(error);
    }
    await backOff.wait(signal);
  }
}

const REMOVED: ExitResult = {
  exitCode: 1,
  signal: 0,
  oomKilled: false,
  error: 'the container was removed by someone else',
};

/** Tells an end as Nomad's driver does: Docker knows no signals, only exit codes. */
function exitResultOf(
  containerId: string,
  { ExitCode: exitCode, OOMKilled }: Docker.ContainerInspectInfo['State'],
): ExitResult {
  const oomKilled = OOMKilled || (exitCode === KILLED && kernelKilledForMemory(containerId));
  const result = { exitCode, signal: 0, oomKilled };
  if (oomKilled) return { ...result, error: 'OOM Killed' };
  if (exitCode === 0) return result;
  return { ...result, error: `Docker container exited with non-zero exit code: ${exitCode}` };
}
