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

export interface LoggerOptions {
  /** The service, e.g. `scheduler-worker`. */
  readonly name: string;
  /** Nomad's or pino's name of a level, in any case. @default info */
  readonly level?: string | undefined;
  /** @default standard output */
  readonly stream?: DestinationStream | undefined;
  /** Hears everything, also what is below the level. */
  readonly tap?: LogTap | undefined;
}

/** One JSON line per thing that happened, with the IDs of what it happened to. */
export function createLogger({ name, level = 'info', stream, tap }: LoggerOptions): Logger {
  // Synchronous, so that the last lines before a crash are not lost.
  const kept = stream ?? destination({ dest: 1, sync: true });
  return pino(
    {
      name,
      level: tap ? 'trace' : pinoLevel(level),
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
    },
    tap ? splitByLevel({ kept, level: pinoLevel(level), tap }) : kept,
  );
}

/** All goes to the tap; what is kept is of the level. */
function splitByLevel({
  kept,
  level,
  tap,
}: {
  kept: DestinationStream;
  level: string;
  tap: LogTap;
}): DestinationStream {
  const least = pino.levels.values[level] ?? Infinity;
  return {
    write: (line) => {
      if (levelOf(line) >= least) kept.write(line);
      tap.write(line);
    },
  };
}

function pinoLevel(level: string): string {
  const upper = level.toUpperCase();
  return Object.entries(LEVELS).find(([name]) => name === upper)?.[1] ?? level.toLowerCase();
}
