import { createLogger, type Logger } from '@steppe/nest-kit';
import { z } from 'zod';

/** What a service logs as an error, unless it only could not reach the store. */
const ErrorLine = z.object({
  process: z.string(),
  msg: z.string(),
  err: z
    .object({ message: z.string(), stack: z.string().optional(), code: z.string().optional() })
    .optional(),
  error: z.string().optional(),
});

const EXPECTED_CODES = new Set(['LOG_UNAVAILABLE', 'TIMEOUT', 'LOG_CONFLICT']);

/** Logs that keep silent, but for what must not happen. */
export class FailureLogs {
  readonly #base: Logger;

  constructor(onFailure: (cause: string) => void) {
    const write = (line: string): void => {
      const { process, msg, err, error } = ErrorLine.parse(JSON.parse(line));
      if (err?.code !== undefined && EXPECTED_CODES.has(err.code)) return;
      onFailure(`${process}: ${msg}: ${err?.stack ?? err?.message ?? error ?? ''}`);
    };
    this.#base = createLogger({ name: 'simulation', level: 'error', stream: { write } });
  }

  of(process: string): Logger {
    return this.#base.child({ process });
  }
}
