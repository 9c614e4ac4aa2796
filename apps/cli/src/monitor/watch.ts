import type { HttpClient } from '@steppe/client';
import type { z } from 'zod';

/** Below the 300 s after which Node's fetch gives up on an answer. */
const WAIT = '60s';

/**
 * Yields an answer of the API now, and again whenever it may have changed: the API holds each request back
 * until then. Ends only when the caller stops reading, or by the error of a request.
 */
export async function* watch<T>(
  client: HttpClient,
  path: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  let index = 0;
  for (;;) {
    const query = index === 0 ? {} : { index, wait: WAIT };
    const answer = await client.call('GET', path, schema, { query, signal });
    yield answer.value;
    // An index that went back belongs to a cluster that was restored, so one starts anew.
    index = answer.index < index ? 0 : answer.index;
  }
}
