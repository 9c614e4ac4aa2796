import { assert } from '@steppe/domain';
import type { ProposedCluster } from '../nodes/proposed-cluster.ts';
import type { ProposedNode } from '../nodes/proposed-node.ts';
import { type Candidate, CandidateHeap } from './candidate-heap.ts';
import type { GroupRules } from './group-rules.ts';
import { crowdingScore, deviceScore, fitScore, partsOf, RESCHEDULE_PENALTY } from './node-score.ts';
import { Offers, stripeCount } from './offers.ts';
import { ZoneRules, type ZoneValues } from './zone-rules.ts';

/** Nodes that the group's zone rules cannot tell apart. */
interface Zone {
  readonly values: ZoneValues;
  /**
   * By stripe, and by how many parts the candidates' scores have: within one heap, a boost of the zone changes
   * no order.
   */
  readonly heaps: readonly CandidateHeap[];
}

/**
 * All feasible nodes for a group, best first. A placement changes the score of its own node, and through
 * spreads that of whole zones; so it costs the logarithm of the number of nodes, and the number of zones.
 */
export class Ranking {
  readonly zoneRules: ZoneRules;
  private readonly cluster: ProposedCluster;
  private readonly rules: GroupRules;
  private readonly candidates: (Candidate | undefined)[];
  private readonly valuesOfZones: ZoneValues[] = [];
  private readonly zones: readonly Zone[];
  private readonly stripes: number;
  private readonly offers: Offers;

  constructor(cluster: ProposedCluster, rules: GroupRules) {
    this.cluster = cluster;
    this.rules = rules;
    this.zoneRules = new ZoneRules(rules.job, rules.group, cluster.located());
    const zoneOf = this.zoneFinder();
    const zones = cluster.nodes.map((node) =>
      rules.feasibility.reject(node.row) === undefined ? zoneOf(node) : undefined,
    );
    this.stripes = stripeCount(cluster.nodes.length, Math.max(1, this.valuesOfZones.length));
    this.offers = new Offers(this.stripes);
    this.zones = this.valuesOfZones.map((values) => newZone(values, this.stripes));
    this.candidates = cluster.nodes.map((node, i) => this.newCandidate(node, zones[i]));
  }

  /**
   * The node that is best for one more allocation; undefined when none has room. See {@link Offers} for which
   * one it is among those that differ only in their fit.
   *
   * @param penalised IDs of nodes on which the allocation failed before.
   */
  best(penalised: ReadonlySet<string>): ProposedNode | undefined {
    const aside = [...penalised].flatMap((id) => this.setAside(id));
    for (const [i, zone] of this.zones.entries()) {
      if (this.zoneRules.reject(zone.values) !== undefined) continue;
      const boost = this.zoneRules.boost(zone.values);
      const further = partsOf([boost]);
      for (const { top } of zone.heaps) if (top) this.offers.add(top, further);
      const punished = partsOf([boost, RESCHEDULE_PENALTY]);
      for (const candidate of aside) if (candidate.zone === i) this.offers.add(candidate, punished);
    }
    for (const candidate of aside) this.enter(candidate);
    return this.offers.choose()?.node;
  }

  /** Feasible nodes that have no room now. */
  *exhausted(): Iterable<ProposedNode> {
    for (const candidate of this.candidates) {
      const zone = candidate && this.zones[candidate.zone];
      if (!zone || candidate.heap || this.zoneRules.reject(zone.values) !== undefined) continue;
      yield candidate.node;
    }
  }

  /** Whether the node could take one more allocation. */
  hasRoom(node: ProposedNode): boolean {
    const candidate = this.candidates[node.slot];
    const zone = candidate && this.zones[candidate.zone];
    return (
      candidate?.heap !== undefined &&
      zone !== undefined &&
      this.zoneRules.reject(zone.values) === undefined
    );
  }

  /** Scores a node anew, after the plan changed it. */
  refresh(node: ProposedNode): void {
    const candidate = this.candidates[node.slot];
    if (candidate) this.enter(candidate);
  }

  private setAside(nodeId: string): Candidate[] {
    const slot = this.cluster.node(nodeId)?.slot;
    const candidate = slot === undefined ? undefined : this.candidates[slot];
    if (!candidate?.heap) return [];
    candidate.heap.remove(candidate);
    return [candidate];
  }

  private newCandidate(node: ProposedNode, zone: number | undefined): Candidate | undefined {
    if (zone === undefined) return undefined;
    const stripe = node.order % this.stripes;
    const score = { sum: 0, wish: 0, parts: 0 };
    const candidate = { node, zone, stripe, ...score, heap: undefined, position: 0 };
    this.enter(candidate);
    return candidate;
  }

  /** Scores a candidate and puts it where it belongs. */
  private enter(candidate: Candidate): void {
    const { node, heap: before } = candidate;
    if (this.rules.rejectNow(node)) {
      before?.remove(candidate);
      return;
    }
    const crowding = crowdingScore(node, this.rules);
    const affinity = this.rules.affinity?.(node.row);
    const devices = deviceScore(node, this.rules);
    candidate.wish = crowding + (affinity ?? 0) + (devices ?? 0);
    candidate.sum = fitScore(node, this.rules) + candidate.wish;
    candidate.parts =
      1 + Number(crowding !== 0) + Number(affinity !== undefined) + Number(devices !== undefined);
    const heap = this.heapOf(candidate);
    if (before === heap) {
      heap.update(candidate);
      return;
    }
    before?.remove(candidate);
    heap.push(candidate);
  }

  private heapOf({ zone, stripe, parts }: Candidate): CandidateHeap {
    const heap = this.zones[zone]?.heaps[stripe * PARTS_MAX + parts - 1];
    assert(heap !== undefined, `no heap for a score of ${parts} parts`);
    return heap;
  }

  private zoneFinder(): (node: ProposedNode) => number {
    if (this.zoneRules.isEmpty) {
      this.valuesOfZones.push([]);
      return () => 0;
    }
    const known = new Map<string, number>();
    return ({ row }) => {
      const values = this.zoneRules.valuesOf(row.node);
      const key = JSON.stringify(values);
      let zone = known.get(key);
      if (zone === undefined) {
        zone = this.valuesOfZones.push(values) - 1;
        known.set(key, zone);
      }
      return zone;
    };
  }
}

/** A node's own score has one to four parts: fit, crowding, affinity and devices. */
const PARTS_MAX = 4;

function newZone(values: ZoneValues, stripes: number): Zone {
  return { values, heaps: Array.from({ length: stripes * PARTS_MAX }, () => new CandidateHeap()) };
}
