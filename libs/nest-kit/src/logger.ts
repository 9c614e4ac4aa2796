import { destination, type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { levelOf, type LogTap } from './log-tap.ts';

export type { Logger } from 'pino';

/** Nomad's log levels, as an agent's configuration names them, and pino's. */
const LEVELS = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  OFF: 'silent',
} as const;

/** From which level on a log is kept. It may change while the log is written. */
export class KeptLevel {
  #least: number;

  /** @param level Nomad's or pino's name of it, in any case. */
  constructor(level: string) {
    this.#least = leastOf(level);
  }

  set(level: string): void {
    this.#least = leastOf(level);
  }

  keeps(line: string): boolean {
    return this.keepsLevel(levelOf(line));
  }

  /** @param level pino's number of it. */
  keepsLevel(level: number): boolean {
    return level >= this.#least;
  }
}

export interface LoggerOptions {
  /** The service, e.g. `scheduler-worker`. */
  readonly name: string;
  /** Nomad's or pino's name of a level, in any case; or one that may change. @default info */
  readonly level?: string | KeptLevel | undefined;
  /** @default standard output */
  readonly stream?: DestinationStream | undefined;
  /** Hears everything, also what is below the level. */
  readonly tap?: LogTap | undefined;
}

/** One JSON line per thing that happened, with the IDs of what it happened to. */
export function createLogger({ name, level = 'info', stream, tap }: LoggerOptions): Logger {
  // Synchronous, so that the last lines before a crash are not lost.
  const kept = stream ?? destination({ dest: 1, sync: true });
  // What is to be listened to, or may be kept later, is written all the same.
  const isSplit = tap !== undefined || level instanceof KeptLevel;
  return pino(
    {
      name,
      level: isSplit ? 'trace' : pinoLevel(level),
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
    },
    isSplit ? splitByLevel({ kept, level: keptLevelOf(level), tap }) : kept,
  );
}

/** All goes to the tap; what is kept is of the level. */
function splitByLevel({
  kept,
  level,
  tap,
}: {
  kept: DestinationStream;
  level: KeptLevel;
  tap: LogTap | undefined;
}): DestinationStream {
  return {
    write: (line) => {
      if (level.keeps(line)) kept.write(line);
      tap?.write(line);
    },
  };
}

function keptLevelOf(level: string | KeptLevel): KeptLevel {
  return level instanceof KeptLevel ? level : new KeptLevel(level);
}

function leastOf(level: string): number {
  return pino.levels.values[pinoLevel(level)] ?? Infinity;
}

function pinoLevel(level: string): string {
  const upper = level.toUpperCase();
  return Object.entries(LEVELS).find(([name]) => name === upper)?.[1] ?? level.toLowerCase();
}
