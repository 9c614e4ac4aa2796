import { z } from 'zod';
import { type EpochMs, heldLock, type RootKeyRow, type VariableRow } from '@steppe/domain';
import { goDuration } from '../wire/go-duration.ts';
import { DurationNsOrText, nanosOf } from '../wire/go-duration-ns.ts';
import { msOfNs, nsOfMs } from '../wire/time.ts';
import { EpochNs, Index, Text, TextMap } from '../wire/values.ts';

const LockRequest = z.object({ ID: Text, TTL: DurationNsOrText, LockDelay: DurationNsOrText });
export type LockRequest = z.infer<typeof LockRequest>;

/** A variable as it is posted: namespace and path are those of the request. */
export const VariableRequest = z
  .object({ Namespace: Text, Path: Text, Items: TextMap, Lock: LockRequest.nullish() })
  .meta({ id: 'VariableRequest' });
export type VariableRequest = z.infer<typeof VariableRequest>;

/** A variable without what it holds. */
export const VariableStub = z
  .object({
    Namespace: z.string(),
    Path: z.string(),
    Lock: z.object({ TTL: z.string(), LockDelay: z.string(), ID: z.string() }).nullable(),
    CreateIndex: Index,
    CreateTime: EpochNs,
    ModifyIndex: Index,
    ModifyTime: EpochNs,
  })
  .meta({ id: 'VariableStub' });
export type VariableStub = z.infer<typeof VariableStub>;

export const WireVariable = z
  .object({ ...VariableStub.shape, Items: z.record(z.string(), z.string()).nullable() })
  .meta({ id: 'Variable' });
export type WireVariable = z.infer<typeof WireVariable>;

export const WireRootKey = z
  .object({
    KeyID: z.string(),
    Algorithm: z.string(),
    CreateTime: EpochNs,
    CreateIndex: Index,
    ModifyIndex: Index,
    State: z.enum(['active', 'inactive', 'prepublished']),
    PublishTime: EpochNs,
  })
  .meta({ id: 'RootKey' });
export type WireRootKey = z.infer<typeof WireRootKey>;

const LOCK_DEFAULT_MS = 15_000;
const LOCK_TTL_MIN_MS = 10_000;
const LOCK_TTL_MAX_MS = 86_400_000;

/** How long a lock is to be held, and to delay the next; what is not said is Nomad's default. */
export function lockTimesOf({ TTL, LockDelay }: LockRequest): { ttlMs: number; delayMs: number } {
  return {
    ttlMs: msOfNs(nanosOf(TTL ?? 0)) || LOCK_DEFAULT_MS,
    delayMs: msOfNs(nanosOf(LockDelay ?? 0)) || LOCK_DEFAULT_MS,
  };
}

/** What is wrong with the times of a lock, in Nomad's words. */
export function lockFaults({ ttlMs, delayMs }: { ttlMs: number; delayMs: number }): string[] {
  const faults: string[] = [];
  if (ttlMs < LOCK_TTL_MIN_MS || ttlMs > LOCK_TTL_MAX_MS) {
    faults.push('TTL must be between 10 seconds and 24 hours');
  }
  if (delayMs < 0 || delayMs > LOCK_TTL_MAX_MS) {
    faults.push('LockDelay must be between nothing and 24 hours');
  }
  return faults;
}

const PATH = /^[a-zA-Z0-9-_~/]{1,128}$/;
const ITEMS_BYTES_MAX = 64 * 1024;

/**
 * What is wrong with a variable, in Nomad's words; undefined for nothing.
 *
 * @param mayBeEmpty for a variable that is there to be locked.
 */
export function variableFault(
  path: string,
  items: Readonly<Record<string, string>>,
  { mayBeEmpty = false }: { mayBeEmpty?: boolean } = {},
): string | undefined {
  if (!PATH.test(path)) return `invalid path ${JSON.stringify(path)}`;
  const [top, second] = path.split('/');
  if (top === 'nomad' && second === undefined) {
    return (
      '"nomad" is a reserved top-level directory path, but you may write variables to ' +
      '"nomad/jobs", "nomad/job-templates", or below'
    );
  }
  if (top === 'nomad' && second !== 'jobs' && second !== 'job-templates') {
    return (
      'only paths at "nomad/jobs" or "nomad/job-templates" and below are valid paths under the ' +
      'top-level "nomad" directory'
    );
  }
  if (Object.keys(items).length === 0 && !mayBeEmpty) return 'empty variables are invalid';
  const encoder = new TextEncoder();
  const bytes = Object.entries(items)
    .flat()
    .map((text) => encoder.encode(text).length);
  const total = bytes.reduce((sum, length) => sum + length, 0);
  if (total > ITEMS_BYTES_MAX) return 'variables are limited to 64KiB in total size';
  return undefined;
}

/** @param nowMs when it is looked at: locks run out. */
export function variableStub(row: VariableRow, nowMs: EpochMs): VariableStub {
  const lock = heldLock(row, nowMs);
  return {
    Namespace: row.namespace,
    Path: row.path,
    Lock: lock
      ? { TTL: goDuration(lock.ttlMs), LockDelay: goDuration(lock.delayMs), ID: lock.id }
      : null,
    CreateIndex: row.createSeq,
    CreateTime: nsOfMs(row.createdAtMs),
    ModifyIndex: row.modifySeq,
    ModifyTime: nsOfMs(row.modifiedAtMs),
  };
}

export function rootKeyToWire(row: RootKeyRow): WireRootKey {
  return {
    KeyID: row.keyId,
    Algorithm: 'aes256-gcm',
    CreateTime: nsOfMs(row.createdAtMs),
    CreateIndex: row.createSeq,
    ModifyIndex: row.modifySeq,
    State: stateOf(row),
    PublishTime: nsOfMs(row.publishAtMs ?? 0),
  };
}

function stateOf({ isActive, publishAtMs }: RootKeyRow): WireRootKey['State'] {
  if (isActive) return 'active';
  return publishAtMs === undefined ? 'inactive' : 'prepublished';
}
