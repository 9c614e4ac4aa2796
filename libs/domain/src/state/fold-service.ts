import { type AllocationRow, isClientTerminal } from '../allocation/allocation-row.ts';
import type { ServiceDeregistered, ServiceRegistered } from '../events/service-events.ts';
import type { ServiceRow } from '../service/service.ts';
import { addTo, removeFrom, type State } from './tables.ts';

export function foldServiceRegistered(
  state: State,
  { instance }: ServiceRegistered,
  { seq }: { readonly seq: number },
): void {
  const alloc = state.allocs.get(instance.allocId);
  // An allocation that ended meanwhile, or is lost, offers nothing.
  if (alloc === undefined || isClientTerminal(alloc)) return;
  const createSeq = state.services.get(instance.id)?.createSeq ?? seq;
  state.services.set(instance.id, { instance, createSeq, modifySeq: seq });
  addTo(state.index.servicesByAlloc, instance.allocId, instance.id);
  state.tableSeq.services = seq;
}

export function foldServiceDeregistered(state: State, { id }: ServiceDeregistered): void {
  const row = state.services.get(id);
  if (row === undefined) return;
  state.services.delete(id);
  removeFrom(state.index.servicesByAlloc, row.instance.allocId, id);
  state.tableSeq.services = state.seq;
}

/** What an allocation offered is gone with it. */
export function dropServicesOf(state: State, allocId: string): void {
  const ids = state.index.servicesByAlloc.get(allocId);
  if (ids === undefined) return;
  for (const id of ids) state.services.delete(id);
  state.index.servicesByAlloc.delete(allocId);
  state.tableSeq.services = state.seq;
}

export function dropServicesOfEnded(state: State, row: AllocationRow): void {
  if (isClientTerminal(row)) dropServicesOf(state, row.id);
}

/** The instances of a service, by their IDs; of every service when no name is given. */
export function serviceInstances(
  state: State,
  { namespace, name }: { readonly namespace: string; readonly name?: string | undefined },
): readonly ServiceRow[] {
  return [...state.services.values()]
    .filter(
      ({ instance }) =>
        (namespace === '*' || instance.namespace === namespace) &&
        (name === undefined || instance.name === name),
    )
    .toSorted((a, b) => (a.instance.id < b.instance.id ? -1 : 1));
}

/** The instances that an allocation offers. */
export function servicesOfAlloc(state: State, allocId: string): readonly ServiceRow[] {
  const ids = [...(state.index.servicesByAlloc.get(allocId) ?? [])].toSorted();
  return ids.flatMap((id) => state.services.get(id) ?? []);
}
