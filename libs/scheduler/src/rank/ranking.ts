import { assert } from '@steppe/domain';
import type { ProposedCluster } from '../nodes/proposed-cluster.ts';
import type { ProposedNode } from '../nodes/proposed-node.ts';
import { type Candidate, CandidateHeap, isEarlier } from './candidate-heap.ts';
import type { GroupRules } from './group-rules.ts';
import { crowdingScore, fitScore, meanScore, RESCHEDULE_PENALTY } from './node-score.ts';
import { ZoneRules, type ZoneValues } from './zone-rules.ts';

/** Nodes that the group's zone rules cannot tell apart. */
interface Zone {
  readonly values: ZoneValues;
  /** By how many parts the candidates' scores have: within one heap, a boost of the zone changes no order. */
  readonly heaps: CandidateHeap[];
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
  private readonly zones: Zone[] = [];

  constructor(cluster: ProposedCluster, rules: GroupRules) {
    this.cluster = cluster;
    this.rules = rules;
    this.zoneRules = new ZoneRules(rules.job, rules.group, cluster.located());
    const zoneOf = this.zoneFinder();
    this.candidates = cluster.nodes.map((node) =>
      rules.feasibility.reject(node.row) === undefined
        ? this.newCandidate(node, zoneOf(node))
        : undefined,
    );
  }

  /**
   * The node that is best for one more allocation; undefined when none has room.
   *
   * @param penalised IDs of nodes on which the allocation failed before.
   */
  best(penalised: ReadonlySet<string>): ProposedNode | undefined {
    const aside = [...penalised].flatMap((id) => this.setAside(id));
    let best: { candidate: Candidate; score: number } | undefined;
    const offer = (candidate: Candidate, score: number): void => {
      if (
        !best ||
        score > best.score ||
        (score === best.score && isEarlier(candidate, best.candidate))
      )
        best = { candidate, score };
    };
    for (const zone of this.zones) {
      if (this.zoneRules.reject(zone.values) !== undefined) continue;
      const boosts = this.boostsOf(zone);
      for (const { top } of zone.heaps) if (top) offer(top, meanScore(top, boosts));
      for (const candidate of aside) {
        if (this.zones[candidate.zone] !== zone) continue;
        offer(candidate, meanScore(candidate, [...boosts, RESCHEDULE_PENALTY]));
      }
    }
    for (const candidate of aside) this.enter(candidate);
    return best?.candidate.node;
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

  private boostsOf(zone: Zone): number[] {
    const boost = this.zoneRules.boost(zone.values);
    return boost === 0 ? [] : [boost];
  }

  private setAside(nodeId: string): Candidate[] {
    const slot = this.cluster.node(nodeId)?.slot;
    const candidate = slot === undefined ? undefined : this.candidates[slot];
    if (!candidate?.heap) return [];
    candidate.heap.remove(candidate);
    return [candidate];
  }

  private newCandidate(node: ProposedNode, zone: number): Candidate {
    const candidate = { node, zone, sum: 0, parts: 0, heap: undefined, position: 0 };
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
    const parts = 1 + Number(crowding !== 0) + Number(affinity !== undefined);
    const sum = fitScore(node, this.rules) + crowding + (affinity ?? 0);
    candidate.sum = sum;
    candidate.parts = parts;
    const heap = this.heapOf(candidate);
    if (before === heap) {
      heap.update(candidate);
      return;
    }
    before?.remove(candidate);
    heap.push(candidate);
  }

  private heapOf({ zone, parts }: Candidate): CandidateHeap {
    const heap = this.zones[zone]?.heaps[parts - 1];
    assert(heap !== undefined, `no heap for a score of ${parts} parts`);
    return heap;
  }

  private zoneFinder(): (node: ProposedNode) => number {
    if (this.zoneRules.isEmpty) {
      this.zones.push(newZone([]));
      return () => 0;
    }
    const known = new Map<string, number>();
    return ({ row }) => {
      const values = this.zoneRules.valuesOf(row.node);
      const key = JSON.stringify(values);
      let zone = known.get(key);
      if (zone === undefined) {
        zone = this.zones.push(newZone(values)) - 1;
        known.set(key, zone);
      }
      return zone;
    };
  }
}

/** A node's own score has one to three parts: fit, crowding and affinity. */
function newZone(values: ZoneValues): Zone {
  return { values, heaps: [new CandidateHeap(), new CandidateHeap(), new CandidateHeap()] };
}
