import { createLogger, type Logger } from '@steppe/nest-kit';
import { z } from 'zod';

/** What a service logs as an error, unless it only could not reach the store. */
const ErrorLine = z.object({
  msg: z.string(),
  err: z
    .object({ message: z.string(), stack: z.string().optional(), code: z.string().optional() })
    .optional(),
  error: z.string().optional(),
});

const EXPECTED_CODES = new Set(['LOG_UNAVAILABLE', 'TIMEOUT', 'LOG_CONFLICT']);

/** A logger that keeps silent, but for what must not happen. */
export function failureLog(name: string, onFailure: (cause: string) => void): Logger {
  const write = (line: string): void => {
    const { msg, err, error } = ErrorLine.parse(JSON.parse(line));
    if (err?.code !== undefined && EXPECTED_CODES.has(err.code)) return;
    onFailure(`${name}: ${msg}: ${err?.stack ?? err?.message ?? error ?? ''}`);
  };
  return createLogger({ name, level: 'error', stream: { write } });
}
