import { ApiError, type HttpClient } from '@steppe/client';
import { z } from 'zod';
import { parseDuration } from '../layout/parse-duration.ts';
import { during } from '../step-error.ts';
import { variablePath } from '../variable-path.ts';

export interface LockRequest {
  readonly path: string;
  readonly namespace: string | undefined;
  readonly items: Readonly<Record<string, string>>;
  /** How long the lock holds without being renewed, as Go writes a duration. */
  readonly ttl: string;
  /** How long nobody may take it after its holder was lost. */
  readonly delay: string;
}

const Locked = z.looseObject({
  Path: z.string(),
  Lock: z.object({ ID: z.string(), TTL: z.string() }),
});

/** A held lock. */
export interface VariableLock {
  readonly ttlMs: number;
  /** @throws ApiError 409 when it is held no more. */
  renew(signal: AbortSignal): Promise<void>;
  release(): Promise<void>;
}

/** @returns undefined when another holds it. */
export async function tryLock(
  client: HttpClient,
  request: LockRequest,
): Promise<VariableLock | undefined> {
  const { path, namespace, items, ttl, delay } = request;
  const target = variablePath(path);
  const body = { Path: path, Items: items, Lock: { TTL: ttl, LockDelay: delay } };
  const query = { namespace, 'lock-acquire': '' };
  try {
    const call = client.call('PUT', target, Locked, { body, query });
    const { Lock } = (await call).value;
    const mine = { Path: path, Lock: { ID: Lock.ID } };
    return {
      ttlMs: parseDuration(Lock.TTL, 'TTL'),
      renew: async (signal) => {
        const options = { body: mine, query: { namespace, 'lock-renew': '' }, signal };
        await client.call('PUT', target, z.unknown(), options);
      },
      release: async () => {
        const options = { body: mine, query: { namespace, 'lock-release': '' } };
        await during('Error releasing lock', client.call('PUT', target, z.unknown(), options));
      },
    };
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return undefined;
    return during('Error acquiring lock', Promise.reject(error));
  }
}
