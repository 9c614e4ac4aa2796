import type { DestinationStream } from 'pino';

/** pino's number of each of Nomad's levels. */
export const LOG_LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50 } as const;
export type LogLevel = keyof typeof LOG_LEVELS;

/** So many lines wait for a listener that is slow; what comes then is dropped, and counted. */
const WAITING_MAX = 512;

/** What one listener has not read yet. */
export interface LogListener {
  /** All lines that came since the last call, and how many were dropped. */
  take(): { readonly lines: readonly string[]; readonly dropped: number };
  /** Resolves once there is a line to take. */
  arrived(): Promise<void>;
  /** Hears nothing more, and keeps nobody waiting. */
  close(): void;
}

/** Lets others listen to a log as it is written, each line as JSON, also below the level at which it is kept. */
export class LogTap implements DestinationStream {
  readonly #listeners = new Set<Waiting>();
  readonly #kept: { keepsLevel(level: number): boolean } | undefined;

  /** @param kept at which levels the log is kept, listened to or not. */
  constructor(kept?: { keepsLevel(level: number): boolean }) {
    this.#kept = kept;
  }

  /** Whether a line of this level reaches anybody: what many would cost is written only then. */
  takes(level: LogLevel): boolean {
    const number = LOG_LEVELS[level];
    if (this.#kept?.keepsLevel(number)) return true;
    for (const listener of this.#listeners) if (number >= listener.level) return true;
    return false;
  }

  write(line: string): void {
    if (this.#listeners.size === 0) return;
    const level = levelOf(line);
    for (const listener of this.#listeners) if (level >= listener.level) listener.put(line);
  }

  listen(level: LogLevel): LogListener {
    const listener = new Waiting(LOG_LEVELS[level], () => this.#listeners.delete(listener));
    this.#listeners.add(listener);
    return listener;
  }
}

class Waiting implements LogListener {
  readonly level: number;
  readonly close: () => void;
  #lines: string[] = [];
  #dropped = 0;
  #wake: () => void = () => undefined;

  constructor(level: number, close: () => void) {
    this.level = level;
    this.close = () => {
      close();
      this.#wake();
    };
  }

  put(line: string): void {
    if (this.#lines.length < WAITING_MAX) this.#lines.push(line);
    else this.#dropped++;
    this.#wake();
  }

  take(): { lines: readonly string[]; dropped: number } {
    const taken = { lines: this.#lines, dropped: this.#dropped };
    this.#lines = [];
    this.#dropped = 0;
    return taken;
  }

  arrived(): Promise<void> {
    if (this.#lines.length > 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** pino writes the level first: `{"level":30,…`. */
export function levelOf(line: string): number {
  return Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? 0);
}
