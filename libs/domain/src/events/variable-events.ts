import { z } from 'zod';
import { EpochMs, Name } from '../primitives.ts';
import { Sealed, VariableLock } from '../variable/variable.ts';
import { eventGuard } from './event-guard.ts';

/** A variable is to hold these items, whether it was there before or not. */
export const VariableWritten = z.object({
  type: z.literal('VariableWritten'),
  v: z.literal(1),
  namespace: Name,
  path: Name,
  sealed: Sealed,
  /** Of whoever writes, which it acquires or renews. */
  lock: VariableLock.optional(),
});
export type VariableWritten = z.infer<typeof VariableWritten>;

/** The same items, encrypted with another key. */
export const VariableRekeyed = z.object({
  type: z.literal('VariableRekeyed'),
  v: z.literal(1),
  namespace: Name,
  path: Name,
  sealed: Sealed,
});
export type VariableRekeyed = z.infer<typeof VariableRekeyed>;

/** Its holder is still there. To whoever reads the variable nothing has changed. */
export const VariableLockRenewed = z.object({
  type: z.literal('VariableLockRenewed'),
  v: z.literal(1),
  namespace: Name,
  path: Name,
  lockId: Name,
});
export type VariableLockRenewed = z.infer<typeof VariableLockRenewed>;

export const VariableLockReleased = z.object({
  type: z.literal('VariableLockReleased'),
  v: z.literal(1),
  namespace: Name,
  path: Name,
  lockId: Name,
});
export type VariableLockReleased = z.infer<typeof VariableLockReleased>;

export const VariableDeleted = z.object({
  type: z.literal('VariableDeleted'),
  v: z.literal(1),
  namespace: Name,
  path: Name,
});
export type VariableDeleted = z.infer<typeof VariableDeleted>;

/**
 * From here on this key encrypts and signs; those before it open what they closed. The key itself is elsewhere. Said
 * again of a key that was published before.
 */
export const RootKeyAdded = z.object({
  type: z.literal('RootKeyAdded'),
  v: z.literal(1),
  keyId: Name,
  /** RSA, as PEM: what checks the signatures of identities. */
  publicKey: z.string().min(1),
  /** Until then it is only shown, so that others who check signatures know it in time; absent: it counts at once. */
  publishAtMs: EpochMs.optional(),
});
export type RootKeyAdded = z.infer<typeof RootKeyAdded>;

export const RootKeyRemoved = z.object({
  type: z.literal('RootKeyRemoved'),
  v: z.literal(1),
  keyId: Name,
});
export type RootKeyRemoved = z.infer<typeof RootKeyRemoved>;

export const VariableEvent = z.discriminatedUnion('type', [
  VariableWritten,
  VariableRekeyed,
  VariableLockRenewed,
  VariableLockReleased,
  VariableDeleted,
  RootKeyAdded,
  RootKeyRemoved,
]);
export type VariableEvent = z.infer<typeof VariableEvent>;

export const isVariableEvent = eventGuard(VariableEvent);
