import { isErrorCode, SteppeError } from '@steppe/domain';
import { z } from 'zod';

/** How a server's error travels to the asker. Without a code it was a bug over there, not an expected failure. */
export const Failure = z.object({ code: z.string().optional(), message: z.string() });
export type Failure = z.infer<typeof Failure>;

export function failureOf(error: unknown): Failure {
  if (error instanceof SteppeError) return { code: error.code, message: error.message };
  return { message: error instanceof Error ? error.message : String(error) };
}

/** The error that the asker throws: the server's own when it was a SteppeError that this build knows. */
export function errorOf({ code, message }: Failure): Error {
  if (code !== undefined && isErrorCode(code)) return new SteppeError(code, message);
  return new Error(`the request failed where it was served: ${message}`);
}
