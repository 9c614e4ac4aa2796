import { SteppeError } from '@steppe/domain';

/** The first pause, and how long pauses get by doubling. */
const PAUSE_FIRST_MS = 20;
const PAUSE_MAX_MS = 1_000;

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
 * Tries until it succeeds. For what changes nothing when it is done twice, such as reading.
 *
 * @throws SteppeError `LOG_UNAVAILABLE` when the time is over; any other SteppeError of `attempt` at once.
 */
export async function retrying<T>(
  what: string,
  timeoutMs: number,
  attempt: () => Promise<T>,
): Promise<T> {
  const backoff = new Backoff(timeoutMs);
  while (true) {
    try {
      return await attempt();
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
