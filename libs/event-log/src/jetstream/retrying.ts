import { SteppeError } from '@steppe/domain';
import type { Link } from './link.ts';

/** The first pause, and how long pauses get by doubling. */
const PAUSE_FIRST_MS = 20;
const PAUSE_MAX_MS = 1_000;

/** How long one attempt may take, also when little time is left. */
const ATTEMPT_MAX_MS = 3_000;
const ATTEMPT_MIN_MS = 100;

/** Pauses between attempts, each twice the one before up to a second, until the time is over. */
export class Backoff {
  readonly #deadlineMs: number;
  #pauseMs = PAUSE_FIRST_MS;

  constructor(timeoutMs: number) {
    this.#deadlineMs = performance.now() + timeoutMs;
  }

  /** Milliseconds that are left; 0 when the time is over. */
  get leftMs(): number {
    return Math.max(0, this.#deadlineMs - performance.now());
  }

  /** Whether there was no pause yet. */
  get isFirst(): boolean {
    return this.#pauseMs === PAUSE_FIRST_MS;
  }

  /** Pauses; false, at once, when the time would be over by then. */
  async pause(): Promise<boolean> {
    if (this.leftMs <= this.#pauseMs) return false;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    return true;
  }
}

/**
 * Tries until it succeeds; while the connection is down it waits for that. For what changes nothing when it
 * is done twice, such as reading.
 *
 * @param attempt takes the time that it may take.
 * @throws SteppeError `LOG_UNAVAILABLE` when the time is over; any other SteppeError of `attempt` at once.
 */
export async function retrying<T>(
  link: Link,
  { what, timeoutMs }: { what: string; timeoutMs: number },
  attempt: (attemptTimeoutMs: number) => Promise<T>,
): Promise<T> {
  const backoff = new Backoff(timeoutMs);
  while (true) {
    if (link.isClosed) throw new SteppeError('LOG_UNAVAILABLE', 'the store was closed');
    try {
      if (!(await link.whenUp(backoff.leftMs))) throw new Error('the connection is down');
      return await attempt(Math.min(ATTEMPT_MAX_MS, Math.max(backoff.leftMs, ATTEMPT_MIN_MS)));
    } catch (cause) {
      if (cause instanceof SteppeError) throw cause;
      if (await backoff.pause()) continue;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SteppeError('LOG_UNAVAILABLE', `${what} failed for ${timeoutMs} ms: ${reason}`, {
        cause,
      });
    }
  }
}
