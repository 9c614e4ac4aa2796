import type { Job, Node, Spread, TaskGroup } from '@steppe/domain';
import {
  type DistinctProperty,
  distinctPropertiesOf,
  rejectProperty,
} from '../feasible/distinct-property.ts';
import { isUniqueTarget, resolveTarget } from '../feasible/resolve-target.ts';
import type { Located } from '../nodes/proposed-cluster.ts';
import { spreadBoost } from '../score/spread.ts';
import { ValueCounts } from '../score/value-counts.ts';

/** A node's values of the attributes that the rules of a group read, in their order. */
export type ZoneValues = readonly (string | undefined)[];

/**
 * The rules by which a placement on one node changes the worth of others: spreads and distinct properties.
 * Nodes with the same values are one zone, so that a rule is asked once per zone and not once per node.
 */
export class ZoneRules {
  private readonly groupName: string;
  private readonly count: number;
  private readonly spreads: readonly { spread: Spread; weight: number; counts: ValueCounts }[];
  private readonly properties: readonly { property: DistinctProperty; counts: ValueCounts }[];

  constructor(job: Job, group: TaskGroup, located: Iterable<Located>) {
    const spreads = [...group.spreads, ...job.spreads];
    const total = spreads.reduce((sum, { weight }) => sum + weight, 0) || 1;
    this.groupName = group.name;
    this.count = group.count;
    this.spreads = spreads.map((spread) => ({
      spread,
      weight: spread.weight / total,
      counts: new ValueCounts(),
    }));
    this.properties = distinctPropertiesOf(job, group).map((property) => ({
      property,
      counts: new ValueCounts(),
    }));
    if (!this.isEmpty) for (const alloc of located) this.change(alloc, 1);
  }

  /** Whether nodes of one class may be in different zones. */
  get readsUnique(): boolean {
    return (
      this.spreads.some(({ spread }) => isUniqueTarget(spread.attribute)) ||
      this.properties.some(({ property }) => isUniqueTarget(property.attribute))
    );
  }

  get isEmpty(): boolean {
    return this.spreads.length + this.properties.length === 0;
  }

  valuesOf(node: Node): ZoneValues {
    return [
      ...this.spreads.map(({ spread }) => resolveTarget(spread.attribute, node)),
      ...this.properties.map(({ property }) => resolveTarget(property.attribute, node)),
    ];
  }

  /** Counts an allocation of the job as placed (1) or stopped (-1). */
  change({ group, node }: Located, difference: 1 | -1): void {
    const ofGroup = group === this.groupName;
    for (const { spread, counts } of this.spreads) {
      const value = resolveTarget(spread.attribute, node);
      if (ofGroup && value !== undefined) counts.change(value, difference);
    }
    for (const { property, counts } of this.properties) {
      const value = resolveTarget(property.attribute, node);
      const counted = ofGroup || property.scope === 'job';
      if (counted && value !== undefined) counts.change(value, difference);
    }
  }

  reject(values: ZoneValues): string | undefined {
    for (const [i, { property, counts }] of this.properties.entries()) {
      const value = values[this.spreads.length + i];
      const reason = rejectProperty(property, value, value === undefined ? 0 : counts.of(value));
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  /** The sum of all spreads' boosts; 0 takes no part in the score. */
  boost(values: ZoneValues): number {
    let sum = 0;
    for (const [i, { spread, weight, counts }] of this.spreads.entries()) {
      sum += spreadBoost(spread, values[i], { counts, weight, count: this.count });
    }
    return sum;
  }
}
