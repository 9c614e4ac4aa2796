import { assertNever } from '../assert.ts';
import { isAclEvent } from '../events/acl-events.ts';
import type { SettingEvent } from '../events/setting-event.ts';
import { isVariableEvent } from '../events/variable-events.ts';
import { foldVariableEvent } from './fold-variable.ts';
import { foldAclEvent } from './fold-acl.ts';
import type { FoldContext } from './fold-context.ts';
import { foldServiceDeregistered, foldServiceRegistered } from './fold-service.ts';
import type { State } from './tables.ts';

/** Namespaces, node pools, and what else operators set; services. */
export function foldSettingEvent(state: State, event: SettingEvent, context: FoldContext): void {
  if (isAclEvent(event)) return foldAclEvent(state, event, context);
  if (isVariableEvent(event)) return foldVariableEvent(state, event, context);
  const { seq } = context;
  switch (event.type) {
    case 'NamespaceApplied': {
      const { namespace } = event;
      const createSeq = state.namespaces.get(namespace.name)?.createSeq ?? seq;
      state.namespaces.set(namespace.name, { namespace, createSeq, modifySeq: seq });
      state.tableSeq.namespaces = seq;
      return;
    }
    case 'NamespaceDeleted':
      if (state.namespaces.delete(event.name)) state.tableSeq.namespaces = seq;
      return;
    case 'NodePoolApplied': {
      const { pool } = event;
      const createSeq = state.nodePools.get(pool.name)?.createSeq ?? seq;
      state.nodePools.set(pool.name, { pool, createSeq, modifySeq: seq });
      state.tableSeq.nodePools = seq;
      return;
    }
    case 'NodePoolDeleted':
      if (state.nodePools.delete(event.name)) state.tableSeq.nodePools = seq;
      return;
    case 'ServiceRegistered':
      return foldServiceRegistered(state, event, { seq });
    case 'ServiceDeregistered':
      return foldServiceDeregistered(state, event);
    default:
      return assertNever(event);
  }
}

/** A node that says that it is in a pool which nobody made makes it, as in Nomad. */
export function ensureNodePool(state: State, name: string, { seq }: FoldContext): void {
  if (state.nodePools.has(name)) return;
  state.nodePools.set(name, { pool: { name, description: '' }, createSeq: seq, modifySeq: seq });
  state.tableSeq.nodePools = seq;
}
