import { destination, type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

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
}

/** One JSON line per thing that happened, with the IDs of what it happened to. */
export function createLogger({ name, level = 'info', stream }: LoggerOptions): Logger {
  return pino(
    {
      name,
      level: pinoLevel(level),
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
    },
    // Synchronous, so that the last lines before a crash are not lost.
    stream ?? destination({ dest: 1, sync: true }),
  );
}

function pinoLevel(level: string): string {
  const upper = level.toUpperCase();
  return Object.entries(LEVELS).find(([name]) => name === upper)?.[1] ?? level.toLowerCase();
}
