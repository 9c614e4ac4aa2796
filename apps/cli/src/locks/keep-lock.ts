import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, ConnectionError } from '@steppe/client';
import type { VariableLock } from './variable-lock.ts';

/** A lock is renewed so many times within its TTL, so that one request may fail. */
const RENEWALS_PER_TTL = 3;
const CONFLICT = 409;

/**
 * Renews a lock until the signal ends that.
 *
 * @param retriesMax how many renewals in a row may fail for another reason than that the lock is lost
 * @returns why it is held no more; undefined when the signal has ended it.
 */
export async function keepLock(
  lock: VariableLock,
  { retriesMax, signal }: { retriesMax: number; signal: AbortSignal },
): Promise<string | undefined> {
  let failures = 0;
  while (await elapsed(lock.ttlMs / RENEWALS_PER_TTL, signal)) {
    try {
      await lock.renew(signal);
      failures = 0;
    } catch (error) {
      if (signal.aborted) return undefined;
      const isTransient = !(error instanceof ApiError && error.status === CONFLICT);
      if (!isTransient || !isKnown(error) || ++failures > retriesMax) return reasonOf(error);
    }
  }
  return undefined;
}

/** @returns false when the signal came first. */
async function elapsed(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

function isKnown(error: unknown): boolean {
  return error instanceof ApiError || error instanceof ConnectionError;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
