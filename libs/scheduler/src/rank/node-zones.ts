import type { NodeRow } from '@steppe/domain';
import type { ProposedCluster } from '../nodes/proposed-cluster.ts';
import type { GroupRules } from './group-rules.ts';
import type { ZoneRules, ZoneValues } from './zone-rules.ts';

/** In the place of a zone's number, of a node that is not feasible. */
export const NO_ZONE = -1;

/** Divides the feasible nodes into zones: within one, nodes cannot be told apart by the group's zone rules. */
export class NodeZones {
  /** By the zones' numbers. */
  readonly values: ZoneValues[] = [];
  private readonly rules: GroupRules;
  private readonly zoneRules: ZoneRules;
  private readonly numbers = new Map<string, number>();

  constructor(rules: GroupRules, zoneRules: ZoneRules) {
    this.rules = rules;
    this.zoneRules = zoneRules;
  }

  /**
   * Zones and verdicts are those of the node's class, unless a rule reads what is unique to each node.
   *
   * @param zones where each node's zone is written, by slot; {@link NO_ZONE} before.
   */
  divide(cluster: ProposedCluster, zones: Int32Array): void {
    const { kinds, columns } = cluster.table;
    const isAlike = !this.rules.feasibility.escapesClasses && !this.zoneRules.readsUnique;
    const zoneOfKind = kinds.map((): number | undefined => undefined);
    for (let slot = 0; slot < cluster.size; slot++) {
      if (!cluster.has(slot)) continue;
      const kind = columns.kind[slot] ?? 0;
      const zone = (zoneOfKind[kind] ??= this.zoneOfClass(kinds[kind]?.example));
      if (zone === NO_ZONE) continue;
      zones[slot] = isAlike ? zone : this.zoneOfNode(cluster.at(slot).row);
    }
  }

  private zoneOfClass(example: NodeRow | undefined): number {
    if (!example || this.rules.feasibility.rejectClass(example) !== undefined) return NO_ZONE;
    return this.numberOf(this.zoneRules.valuesOf(example.node));
  }

  private zoneOfNode(row: NodeRow): number {
    if (this.rules.feasibility.rejectNode(row) !== undefined) return NO_ZONE;
    return this.numberOf(this.zoneRules.valuesOf(row.node));
  }

  private numberOf(values: ZoneValues): number {
    const key = JSON.stringify(values);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.values.push(values) - 1;
      this.numbers.set(key, number);
    }
    return number;
  }
}
