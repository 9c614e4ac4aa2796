import { SteppeError } from '@steppe/domain';
import { type EventStore, type JetStreamStoreOptions, openJetStreamStore } from '@steppe/event-log';
import { type Logger, logReport } from '@steppe/nest-kit';

const RETRY_DELAY_MIN_MS = 500;
const RETRY_DELAY_MAX_MS = 15_000;

/**
 * Opens the store, and goes on trying for as long as it is not there: a client may well start before its
 * servers, and a server before the others that make it a majority. Told once.
 *
 * @throws whatever else keeps it from opening; or the last reason, once `signal` is aborted.
 */
export async function openStoreOnceThere(
  options: Pick<JetStreamStoreOptions, 'servers' | 'name' | 'replicas' | 'tls' | 'role'>,
  { logger, signal }: { logger: Logger; signal: AbortSignal },
): Promise<EventStore> {
  for (let delayMs = RETRY_DELAY_MIN_MS; ; delayMs = Math.min(delayMs * 2, RETRY_DELAY_MAX_MS)) {
    try {
      return await openJetStreamStore({ ...options, report: logReport(logger) });
    } catch (error) {
      const mayCome = error instanceof SteppeError && error.code === 'LOG_UNAVAILABLE';
      if (!mayCome || signal.aborted) throw error;
      if (delayMs === RETRY_DELAY_MIN_MS) {
        const reason = error.message;
        logger.warn({ servers: options.servers, reason }, 'no log yet; trying until there is one');
      }
      await pause(delayMs, signal);
    }
  }
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, delayMs);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
