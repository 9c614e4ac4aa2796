const POLL_MS = 50;

/**
 * Waits until a question about the outside world has an answer. A question that throws is asked again; its
 * last error is told when the time is over.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  { timeoutMs = 60_000 } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let failure: unknown;
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      failure = error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`waited ${timeoutMs} ms in vain: ${what}`, { cause: failure });
}
