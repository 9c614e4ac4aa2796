import { z } from 'zod';

/** Why something failed, in one line, with the cause that a library hides behind its own words. */
export function reasonOf(error: unknown): string {
  // Of the reasons for several addresses of one name, the first will do.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll('\n', ' ');
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error
    ? `${error.message}: ${reasonOf(error.cause)}`
    : error.message;
}
