import type {
  AllocationNetwork,
  ClientStatus,
  ServiceInstance,
  TaskEvent,
  TaskStatus,
} from '@steppe/domain';
import { clientStatusOf } from '../machine/alloc-state.ts';
import type { StoredAlloc } from './stored-alloc.ts';

/** What there is to report of an allocation. */
export interface AllocStatus {
  readonly allocId: string;
  /** Grows with each change. */
  readonly revision: number;
  readonly clientStatus: ClientStatus;
  readonly clientDescription: string;
  readonly tasks: Readonly<Record<string, TaskReport>>;
  /** The instances of services that it offers now. */
  readonly services: readonly ServiceInstance[];
  /** Where it is on a network of its own. */
  readonly network?: AllocationNetwork;
  readonly health?: { readonly healthy: boolean; readonly atMs: number };
}

export interface TaskReport {
  readonly status: TaskStatus;
  /** The latest, oldest first, each later than the one before. */
  readonly events: readonly TaskEvent[];
}

export function allocStatusOf(
  { placement, state, revision, network }: StoredAlloc,
  services: readonly ServiceInstance[] = [],
): AllocStatus {
  const { health } = state;
  return {
    allocId: placement.allocId,
    revision,
    ...clientStatusOf(state),
    services,
    tasks: Object.fromEntries(
      Object.entries(state.tasks).map(([name, { status, events }]) => [name, { status, events }]),
    ),
    ...(network === undefined ? {} : { network: network.status }),
    ...(health.phase === 'decided'
      ? { health: { healthy: health.healthy, atMs: health.atMs } }
      : {}),
  };
}
