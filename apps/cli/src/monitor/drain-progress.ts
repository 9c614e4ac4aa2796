import type { WireAllocation } from '@steppe/api-contract';

type Seen = Pick<WireAllocation, 'ID' | 'ClientStatus' | 'DesiredStatus' | 'DesiredTransition'>;

/** What became of the allocations of a draining node since the last time, a line each. The texts are Nomad's. */
export function drainNews(
  before: ReadonlyMap<string, Seen>,
  allocations: readonly Seen[],
): string[] {
  return allocations.flatMap((allocation) => {
    const earlier = before.get(allocation.ID);
    const news = earlier && newsOf(earlier, allocation);
    return news === undefined ? [] : [`Alloc "${allocation.ID}" ${news}`];
  });
}

function newsOf(earlier: Seen, now: Seen): string | undefined {
  if (earlier.ClientStatus !== now.ClientStatus) {
    return `status ${earlier.ClientStatus} -> ${now.ClientStatus}`;
  }
  if (!now.DesiredTransition?.Migrate) return undefined;
  if (!earlier.DesiredTransition?.Migrate) return 'marked for migration';
  const isTold = earlier.DesiredStatus !== 'stop' && now.DesiredStatus === 'stop';
  return isTold ? 'draining' : undefined;
}
