import { assertNever } from '../assert.ts';
import type { RootKeyAdded, VariableEvent, VariableWritten } from '../events/variable-events.ts';
import { variableKey } from '../variable/variable.ts';
import type { FoldContext } from './fold-context.ts';
import type { State } from './tables.ts';

/** Variables, and the keys that encrypt them. */
export function foldVariableEvent(state: State, event: VariableEvent, context: FoldContext): void {
  switch (event.type) {
    case 'VariableWritten':
      return putVariable(state, event, context);
    case 'VariableRekeyed': {
      // To whoever reads the variable nothing has changed.
      const key = variableKey(event.namespace, event.path);
      const row = state.variables.get(key);
      if (row) state.variables.set(key, { ...row, sealed: event.sealed });
      return;
    }
    case 'VariableLockRenewed': {
      const key = variableKey(event.namespace, event.path);
      const row = state.variables.get(key);
      if (row?.lock?.id !== event.lockId) return;
      state.variables.set(key, { ...row, lock: { ...row.lock, renewedAtMs: context.atMs } });
      return;
    }
    case 'VariableLockReleased': {
      const key = variableKey(event.namespace, event.path);
      const row = state.variables.get(key);
      if (row?.lock?.id !== event.lockId) return;
      const { lock: _released, ...rest } = row;
      state.variables.set(key, { ...rest, modifySeq: context.seq });
      state.tableSeq.variables = context.seq;
      return;
    }
    case 'VariableDeleted':
      state.variables.delete(variableKey(event.namespace, event.path));
      state.tableSeq.variables = context.seq;
      return;
    case 'RootKeyAdded':
      return addRootKey(state, event, context);
    case 'RootKeyRemoved':
      if (state.rootKeys.delete(event.keyId)) state.tableSeq.rootKeys = context.seq;
      return;
    default:
      return assertNever(event);
  }
}

function putVariable(
  state: State,
  { namespace, path, sealed, lock }: VariableWritten,
  { seq, atMs }: FoldContext,
): void {
  const key = variableKey(namespace, path);
  const before = state.variables.get(key);
  // Whoever writes without a lock does so when none is held; one that has run out still delays the next.
  const held = lock ? { ...lock, renewedAtMs: atMs } : before?.lock;
  state.variables.set(key, {
    namespace,
    path,
    sealed,
    createSeq: before?.createSeq ?? seq,
    modifySeq: seq,
    createdAtMs: before?.createdAtMs ?? atMs,
    modifiedAtMs: atMs,
    ...(held ? { lock: held } : {}),
  });
  state.tableSeq.variables = seq;
}

function addRootKey(
  state: State,
  { keyId, publicKey, publishAtMs }: RootKeyAdded,
  { seq, atMs }: FoldContext,
): void {
  state.tableSeq.rootKeys = seq;
  const before = state.rootKeys.get(keyId);
  const key = {
    keyId,
    publicKey,
    createdAtMs: before?.createdAtMs ?? atMs,
    createSeq: before?.createSeq ?? seq,
    modifySeq: seq,
  };
  if (publishAtMs !== undefined) {
    state.rootKeys.set(keyId, { ...key, isActive: false, publishAtMs });
    return;
  }
  for (const row of state.rootKeys.values()) {
    if (!row.isActive) continue;
    state.rootKeys.set(row.keyId, { ...row, isActive: false, modifySeq: seq });
  }
  state.rootKeys.set(keyId, { ...key, isActive: true });
}
