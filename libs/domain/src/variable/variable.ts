import { z } from 'zod';
import { DurationMs, type EpochMs, Name, type Seq } from '../primitives.ts';

/** The items of a variable, encrypted. */
export const Sealed = z.object({
  /** The root key that opens it. */
  keyId: Name,
  /** AES-256-GCM in base64: 12 bytes of nonce, the ciphertext, 16 bytes of tag. */
  data: z.string(),
});
export type Sealed = z.infer<typeof Sealed>;

/** Keeps everyone but its holder from writing a variable. */
export const VariableLock = z.object({
  id: Name,
  /** How long it is held without being renewed. */
  ttlMs: DurationMs,
  /** How long after that nobody can acquire it: a holder that was cut off may still work. */
  delayMs: DurationMs,
});
export type VariableLock = z.infer<typeof VariableLock>;

/** A variable in the state. */
export interface VariableRow {
  readonly namespace: string;
  readonly path: string;
  readonly sealed: Sealed;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
  readonly createdAtMs: EpochMs;
  readonly modifiedAtMs: EpochMs;
  /** The last lock that was not released. It may have run out: {@link heldLock} tells. */
  readonly lock?: VariableLock & { readonly renewedAtMs: EpochMs };
}

/** The lock that is held now; no entry says that one has run out, so that it takes a clock to know. */
export function heldLock(
  { lock }: Pick<VariableRow, 'lock'>,
  nowMs: EpochMs,
): VariableLock | undefined {
  return lock && nowMs < lock.renewedAtMs + lock.ttlMs ? lock : undefined;
}

/** Whether a lock has run out, and its delay has not. */
export function isLockDelayed(row: Pick<VariableRow, 'lock'>, nowMs: EpochMs): boolean {
  const { lock } = row;
  if (!lock || heldLock(row, nowMs)) return false;
  return nowMs < lock.renewedAtMs + lock.ttlMs + lock.delayMs;
}

export type VariableKey = string;

/** No namespace has a slash in its name. */
export function variableKey(namespace: string, path: string): VariableKey {
  return `${namespace}/${path}`;
}

/** A key that encrypts variables and signs identities: of it, what everyone may know. */
export interface RootKeyRow {
  readonly keyId: string;
  readonly publicKey: string;
  readonly isActive: boolean;
  /** When a key that is only shown is to become the active one. */
  readonly publishAtMs?: EpochMs;
  readonly createdAtMs: EpochMs;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
}
