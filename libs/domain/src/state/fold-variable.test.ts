import { expect, test } from '@jest/globals';
import type { DomainEvent } from '../events/domain-event.ts';
import { heldLock, isLockDelayed, type VariableRow } from '../variable/variable.ts';
import { applyRecorded } from './fold.ts';
import { emptyState } from './tables.ts';

const place = { namespace: 'default', path: 'leader' };
const sealed = { keyId: 'k1', data: 'x' };
const lock = { id: 'l1', ttlMs: 10_000, delayMs: 5_000 };

const written: DomainEvent = { type: 'VariableWritten', v: 1, ...place, sealed };
const locked: DomainEvent = { type: 'VariableWritten', v: 1, ...place, sealed, lock };
const renewed: DomainEvent = { type: 'VariableLockRenewed', v: 1, ...place, lockId: 'l1' };
const released: DomainEvent = { type: 'VariableLockReleased', v: 1, ...place, lockId: 'l1' };
const rekeyed: DomainEvent = { type: 'VariableRekeyed', v: 1, ...place, sealed };

/** The variable after events that came at times, in milliseconds. */
function after(...events: readonly (readonly [number, DomainEvent])[]): VariableRow {
  const state = emptyState();
  for (const [at, [atMs, event]] of events.entries()) {
    const commit = { v: 1 as const, atMs, actor: 'test', events: [event] };
    applyRecorded(state, { seq: at + 1, subject: 'var.default.leader', commit });
  }
  const row = state.variables.get('default/leader');
  if (!row) throw new Error('there is no variable');
  return row;
}

test.each([
  { title: 'is held until its time is over', row: () => after([0, locked]), heldToMs: 10_000 },
  {
    title: 'is held from its last renewal on',
    row: () => after([0, locked], [9_000, renewed]),
    heldToMs: 19_000,
  },
  {
    title: 'is held on when the variable is encrypted anew',
    row: () => after([0, locked], [9_000, rekeyed]),
    heldToMs: 10_000,
  },
  {
    title: 'delays the next also after a write without it',
    row: () => after([0, locked], [10_000, written]),
    heldToMs: 10_000,
  },
])('a lock $title', ({ row, heldToMs }) => {
  expect(heldLock(row(), heldToMs - 1)).toMatchObject(lock);
  expect(heldLock(row(), heldToMs)).toBeUndefined();
  expect(isLockDelayed(row(), heldToMs - 1)).toBe(false);
  expect(isLockDelayed(row(), heldToMs)).toBe(true);
  expect(isLockDelayed(row(), heldToMs + 5_000)).toBe(false);
});

test('one that is released is gone, and its variable has changed', () => {
  const row = after([0, locked], [1_000, released]);
  expect([row.lock, row.createSeq, row.modifySeq]).toEqual([undefined, 1, 2]);
  expect(isLockDelayed(row, 1_000)).toBe(false);
});

test('what is said of another lock than the last changes nothing', () => {
  const other = { ...released, lockId: 'l0' };
  expect(after([0, locked], [1_000, other])).toEqual(after([0, locked]));
});
