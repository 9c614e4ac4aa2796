import type { Writable } from 'node:stream';
import type { ExitResult } from './task-driver.ts';

export interface ExecRequest {
  /** Program and arguments; no shell is put around them. */
  readonly command: readonly [string, ...string[]];
  readonly tty: boolean;
  /** Size of the terminal at the start; only with `tty`. */
  readonly size?: TerminalSize;
}

export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/** A command that runs inside a task, with its streams. */
export interface ExecSession {
  /** Ending it closes the command's standard input. */
  readonly stdin: Writable;
  /** Output as it comes, ending when the command has closed both streams; all of it is `stdout` with a terminal. Read it once. */
  readonly output: AsyncIterable<ExecOutput>;
  /** Resolves when the command has ended. */
  readonly exit: Promise<ExitResult>;
  resize(size: TerminalSize): Promise<void>;
  /** Ends the session, killing the command where the driver can. Does nothing after the end. */
  close(): Promise<void>;
}

export interface ExecOutput {
  readonly stream: 'stdout' | 'stderr';
  readonly data: Buffer;
}
