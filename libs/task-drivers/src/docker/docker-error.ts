import { z } from 'zod';
import { DriverError } from '../driver-error.ts';
import { errorCode, errorMessage } from '../system-error.ts';

const EngineError = z.object({
  statusCode: z.number(),
  json: z.object({ message: z.string() }).optional().catch(undefined),
});

/** The HTTP status that Docker answered with; undefined when there was no answer. */
export function engineStatus(error: unknown): number | undefined {
  return EngineError.safeParse(error).data?.statusCode;
}

/** Words an error as Docker's own tools do, without what the client library adds. */
export function engineMessage(error: unknown): string {
  const answer = EngineError.safeParse(error).data;
  if (answer === undefined) {
    return isConnectionError(error)
      ? `Cannot connect to the Docker daemon: ${errorMessage(error)}`
      : errorMessage(error);
  }
  return `Error response from daemon: ${(answer.json?.message ?? errorMessage(error)).trim()}`;
}

/** The engine can't do now what it is asked to; the cause is in its own words. */
export function unavailable(error: unknown): DriverError {
  return new DriverError('UNAVAILABLE', engineMessage(error), { recoverable: true, cause: error });
}

/** Tells whether there was no answer at all, as while the daemon restarts. */
export function isConnectionError(error: unknown): boolean {
  const codes = [
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOENT',
    'EPIPE',
    'ETIMEDOUT',
    'EACCES',
    'ABORT_ERR',
  ];
  return engineStatus(error) === undefined && codes.includes(errorCode(error));
}
