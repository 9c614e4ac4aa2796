export interface ReadLogsOptions {
  /** The allocation's log directory. */
  readonly dir: string;
  readonly task: string;
  readonly type: 'stdout' | 'stderr';
  /** Bytes from `origin`: forwards from the oldest kept byte, or backwards from the newest. */
  readonly offset: number;
  readonly origin: 'start' | 'end';
  /** Whether to wait for more at the end, until `signal` aborts. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** A piece of a task's log. */
export interface LogChunk {
  /** Name of the file within the directory, such as `web.stdout.0`. */
  readonly file: string;
  /** Where `data` ends in that file, in bytes. */
  readonly offset: number;
  readonly data: Buffer;
}
