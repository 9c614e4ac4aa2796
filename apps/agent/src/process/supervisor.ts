import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { SteppeError } from '@steppe/domain';
import type { Logger } from '@steppe/nest-kit';

export interface ProcessSpec {
  /** What the log calls it, e.g. `nats-server`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Gives the child a channel whose end tells it that this process died. */
  readonly ipc?: boolean;
  /** Hears each line that the child prints; only without `ipc`, with which it prints where the agent does. */
  readonly onLine?: (line: string) => void;
  /** Resolves when the child serves. @throws when it will not. */
  readonly ready?: () => Promise<void>;
}

/** How long a child may take to stop before it is killed, and between restarts at the most. */
const STOP_TIMEOUT_MS = 10_000;
const RESTART_DELAY_MAX_MS = 5_000;
const RESTART_DELAY_MIN_MS = 100;
/** A child that ran for so long starts its back-off anew. */
const STEADY_AFTER_MS = 10_000;

/** Keeps one child process running until it is stopped: one that exits is started again, with back-off. */
export class Supervisor {
  readonly #spec: ProcessSpec;
  readonly #logger: Logger;
  #child: ChildProcess | undefined;
  #delayMs = RESTART_DELAY_MIN_MS;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(spec: ProcessSpec, logger: Logger) {
    this.#spec = spec;
    this.#logger = logger;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the child and waits until it is ready. @throws SteppeError `DEPENDENCY_MISSING` when its first start fails. */
  async start(): Promise<void> {
    const failed = this.#spawn();
    try {
      await Promise.race([this.#spec.ready?.() ?? Promise.resolve(), failed]);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Sends the child a signal; one that is between two runs starts anew anyway. */
  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  /** Asks the child to stop, and kills it when it does not. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  }

  /** Resolves never; rejects when the child could not be run, or exited, so that a first start can fail. */
  #spawn(): Promise<never> {
    const { name, command, args, env, ipc, onLine } = this.#spec;
    const startedAt = performance.now();
    const stdio = ipc
      ? (['ignore', 'inherit', 'inherit', 'ipc'] as const)
      : (['ignore', 'pipe', 'pipe'] as const);
    const child = spawn(command, [...args], {
      env: { ...process.env, ...env },
      stdio: [...stdio],
      // In a process group of its own: Ctrl-C in a terminal is for the agent, which ends its children in their order.
      detached: true,
    });
    this.#child = child;
    const output = tail(child);
    if (onLine) hearLines(child, onLine);
    return new Promise((_, reject) => {
      child.once('error', (cause) =>
        reject(
          new SteppeError('DEPENDENCY_MISSING', `${name} could not be started: ${cause.message}`, {
            cause,
          }),
        ),
      );
      child.once('exit', (code, signal) => {
        const how = signal ? `signal ${signal}` : `exit code ${code}`;
        const said = output();
        const why = said === '' ? '' : `: ${said}`;
        reject(new SteppeError('DEPENDENCY_MISSING', `${name} ended with ${how}${why}`));
        if (this.#stopping) return;
        this.#logger.warn(
          { process: name, pid: child.pid, code, signal, said },
          'child process ended',
        );
        this.#restartLater(performance.now() - startedAt);
      });
    });
  }

  #restartLater(ranForMs: number): void {
    if (ranForMs > STEADY_AFTER_MS) this.#delayMs = RESTART_DELAY_MIN_MS;
    this.#restart = setTimeout(() => {
      this.#logger.info({ process: this.#spec.name }, 'starting the child process again');
      // Its next end is logged and followed by another restart; nobody waits for this one.
      this.#spawn().catch(() => {});
    }, this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, RESTART_DELAY_MAX_MS);
  }
}

/** Remembers the last lines that a child printed, to say why it ended. */
function tail(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-2_000);
    });
  }
  return () => text.trim().split('\n').slice(-3).join(' | ');
}

function hearLines(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', onLine);
  }
}
