import type { DesiredUpdates } from '@steppe/domain';

/** What a plan does to how many allocations of a group, in Nomad's words; what it does to none is left out. */
export function updatesToWire(updates: DesiredUpdates): Record<string, number> {
  const counts = {
    ignore: updates.ignore,
    create: updates.place,
    migrate: updates.migrate,
    destroy: updates.stop,
    'in-place update': updates.inPlaceUpdate,
    'create/destroy update': updates.destructiveUpdate,
    canary: updates.canary,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
