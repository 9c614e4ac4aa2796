import type { PlacementMetric } from '@steppe/domain';

/** Why, by group, what could not be placed could not. The first failure of a group speaks for the others. */
export class Failures {
  readonly byGroup = new Map<string, PlacementMetric>();

  of(group: string): PlacementMetric | undefined {
    return this.byGroup.get(group);
  }

  /** How many allocations of a group found no place. */
  countOf(group: string): number {
    const failed = this.byGroup.get(group);
    return failed ? failed.coalescedFailures + 1 : 0;
  }

  add(group: string, metric: PlacementMetric): void {
    const before = this.byGroup.get(group);
    const coalescedFailures = before ? before.coalescedFailures + 1 : 0;
    this.byGroup.set(group, { ...metric, coalescedFailures });
  }
}
