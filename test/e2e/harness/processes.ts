import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { until } from './until.ts';

export const ROOT = join(import.meta.dirname, '../../..');
const STEPPE = join(ROOT, 'apps/cli/bin/steppe.js');

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null;
}

/** Runs one command of the CLI to its end. */
export async function steppe(
  args: readonly string[],
  {
    api,
    cwd = ROOT,
    input = '',
    timeoutMs = 60_000,
  }: { api?: string; cwd?: string; input?: string; timeoutMs?: number } = {},
): Promise<Output> {
  const env = { ...process.env, ...(api ? { STEPPE_ADDR: api } : {}), NODE_OPTIONS: '' };
  const child = spawn(process.execPath, [STEPPE, ...args], { cwd, env, timeout: timeoutMs });
  child.stdin.end(input);
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const code = await new Promise<Output['code']>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? signal));
  });
  return { stdout: stdout(), stderr: stderr(), code };
}

/** A process that runs until it is told to stop. */
export class Background {
  readonly #child: ChildProcess;
  readonly #output: () => string;
  readonly #exited: Promise<Output['code']>;

  constructor(
    command: string,
    args: readonly string[],
    options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
  ) {
    const env = { ...process.env, NODE_OPTIONS: '', ...options.env };
    this.#child = spawn(command, [...args], {
      cwd: options.cwd ?? ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = [textOf(this.#child.stdout), textOf(this.#child.stderr)];
    this.#output = () => out() + err();
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', (status, signal) => resolve(status ?? signal));
    });
  }

  static steppe(
    args: readonly string[],
    options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
  ): Background {
    return new Background(process.execPath, [STEPPE, ...args], options);
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the process was not started');
    return pid;
  }

  /** All that it printed. */
  get output(): string {
    return this.#output();
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Waits until it prints a text; fails at once when it ends before. */
  async prints(text: string, { timeoutMs = 60_000 } = {}): Promise<void> {
    const printed = until(
      `"${text}" in its output`,
      async () => this.output.includes(text) || !this.isRunning,
      { timeoutMs },
    );
    await printed.catch((cause: unknown) => {
      throw new Error(`it did not print "${text}":\n${this.output}`, { cause });
    });
    if (!this.output.includes(text))
      throw new Error(`it ended before it printed "${text}":\n${this.output}`);
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<Output['code']> {
    if (this.isRunning) this.#child.kill(signal);
    return this.#exited;
  }

  exited(): Promise<Output['code']> {
    return this.#exited;
  }
}

function textOf(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}
