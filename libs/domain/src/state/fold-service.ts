import { type AllocationRow, isClientTerminal } from '../allocation/allocation-row.ts';
import type { ServiceDeregistered, ServiceRegistered } from '../events/service-events.ts';
import type { Seq } from '../primitives.ts';
import type { ServiceInstance, ServiceRow } from '../service/service.ts';
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
  const isPromoted = instance.promotedTags !== undefined && alloc.health?.canary !== true;
  const offered = isPromoted ? promoted(instance) : instance;
  state.services.set(instance.id, { instance: offered, createSeq, modifySeq: seq });
  addTo(state.index.servicesByAlloc, instance.allocId, instance.id);
  state.tableSeq.services = seq;
}

/** What a canary offers is offered under its usual tags once it is promoted. */
export function promoteServicesOf(state: State, allocId: string, seq: Seq): void {
  for (const row of servicesOfAlloc(state, allocId)) {
    if (row.instance.promotedTags === undefined) continue;
    const instance = promoted(row.instance);
    state.services.set(instance.id, { ...row, instance, modifySeq: seq });
    state.tableSeq.services = seq;
  }
}

function promoted({ promotedTags = [], ...instance }: ServiceInstance): ServiceInstance {
  return { ...instance, tags: promotedTags };
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
