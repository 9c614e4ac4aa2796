import { assert, type NodeRow } from '@steppe/domain';
import type { ProposedCluster } from '../nodes/proposed-cluster.ts';
import type { ProposedNode } from '../nodes/proposed-node.ts';
import { CandidateHeap, NOBODY } from './candidate-heap.ts';
import { Candidates } from './candidates.ts';
import { FirstLook, MUST_ASK, NO_ROOM } from './first-look.ts';
import type { GroupRules } from './group-rules.ts';
import { crowdingScore, deviceScore, fitScore, partsOf, RESCHEDULE_PENALTY } from './node-score.ts';
import { Offers, stripeCount } from './offers.ts';
import { NO_ZONE, NodeZones } from './node-zones.ts';
import { ZoneRules, type ZoneValues } from './zone-rules.ts';

/** A node's own score has one to four parts: fit, crowding, affinity and devices. */
const PARTS_MAX = 4;
const NO_NODES: ReadonlySet<string> = new Set();

/**
 * All feasible nodes for a group, best first. A placement changes the score of its own node, and through
 * spreads that of whole zones; so it costs the logarithm of the number of nodes, and the number of zones.
 *
 * Most nodes are only looked at in passing: see {@link FirstLook}. One that comes up as the best is asked itself,
 * and keeps its place only if it says the same. And most plans need no more than the first stripe, so the others are
 * looked at when somebody asks for them.
 */
export class Ranking {
  readonly zoneRules: ZoneRules;
  private readonly cluster: ProposedCluster;
  private readonly rules: GroupRules;
  private readonly candidates: Candidates;
  /** Whether a node itself was asked, by slot. */
  private readonly isAsked: Uint8Array;
  private readonly zones: readonly ZoneValues[];
  private readonly stripes: number;
  /** How many of them were looked at. */
  private stripesSeen = 0;
  private readonly firstLook: FirstLook;
  /**
   * By zone, by stripe, and by how many parts the candidates' scores have: within one heap, a boost of the zone
   * changes no order. Most numbers of parts no score has, so a heap is made for the first candidate.
   */
  private readonly heaps: (CandidateHeap | undefined)[];
  /** The best of each heap: every placement looks at all. */
  private readonly tops: Int32Array;
  private readonly offers: Offers;

  constructor(cluster: ProposedCluster, rules: GroupRules) {
    this.cluster = cluster;
    this.rules = rules;
    this.zoneRules = new ZoneRules(rules.job, rules.group, cluster.located());
    this.candidates = new Candidates(cluster);
    this.isAsked = new Uint8Array(cluster.size);
    const zones = new NodeZones(rules, this.zoneRules);
    zones.divide(cluster, this.candidates.zone);
    this.zones = zones.values;
    this.stripes = stripeCount(cluster.memberCount, Math.max(1, this.zones.length));
    this.offers = new Offers(this.candidates, this.stripes);
    this.tops = new Int32Array(this.zones.length * this.stripes * PARTS_MAX).fill(NOBODY);
    this.heaps = Array.from(this.tops, () => undefined);
    this.firstLook = new FirstLook(cluster, rules);
  }

  /**
   * The node that is best for one more allocation; undefined when none has room. See {@link Offers} for which
   * one it is among those that differ only in their fit.
   *
   * @param penalised IDs of nodes on which the allocation failed before.
   */
  best(penalised: ReadonlySet<string>): ProposedNode | undefined {
    const slot = penalised.size === 0 ? this.bestOfFirstStripe() : undefined;
    if (slot !== undefined) return this.cluster.at(slot);
    this.look(this.stripes);
    for (;;) {
      this.collectOffers(penalised, this.stripes);
      const { best, chosen } = this.offers.choose();
      if (chosen === undefined || best === undefined) return undefined;
      if (this.standsBy(best) && this.standsBy(chosen)) return this.cluster.at(chosen);
    }
  }

  /** Feasible nodes that have no room now. */
  *exhausted(): Iterable<ProposedNode> {
    this.look(this.stripes);
    for (let slot = 0; slot < this.cluster.size; slot++) {
      if (this.isOpen(slot) && !this.hasPlace(slot)) yield this.cluster.at(slot);
    }
  }

  /** Whether the node is feasible, with room or without. */
  suits(node: ProposedNode): boolean {
    return this.isOpen(node.slot);
  }

  /** Whether the node could take one more allocation. */
  hasRoom(node: ProposedNode): boolean {
    if (!this.isOpen(node.slot)) return false;
    this.look(this.stripes);
    this.standsBy(node.slot);
    return this.hasPlace(node.slot);
  }

  /** Scores a node anew, after the plan changed it. */
  refresh({ slot }: ProposedNode): void {
    if (this.zoneOf(slot) < 0) return;
    if (this.stripeOf(slot) >= this.stripesSeen) this.look(this.stripes);
    this.ask(slot);
  }

  /**
   * The choice, where it can be made without the other stripes: where nothing is asked of a node but to have room, no
   * node is worth more than another but by its fit, unless the job is on it.
   */
  private bestOfFirstStripe(): number | undefined {
    const { affinity, devices } = this.rules;
    if (affinity || devices.length > 0 || !this.zoneRules.isEmpty) return undefined;
    this.look(1);
    for (;;) {
      this.collectOffers(NO_NODES, 1);
      const { chosen } = this.offers.choose();
      if (chosen === undefined || (this.candidates.wish[chosen] ?? 0) < 0) return undefined;
      if (this.standsBy(chosen)) return chosen;
    }
  }

  /** @param stripes so many, from the first on. */
  private collectOffers(penalised: ReadonlySet<string>, stripes: number): void {
    const aside = [...penalised].flatMap((id) => this.setAside(id));
    const heapsPerZone = this.stripes * PARTS_MAX;
    for (const [zone, values] of this.zones.entries()) {
      if (this.zoneRules.reject(values) !== undefined) continue;
      const boost = this.zoneRules.boost(values);
      const further = partsOf([boost]);
      let heap = zone * heapsPerZone;
      for (let stripe = 0; stripe < stripes; stripe++) {
        for (let parts = 1; parts <= PARTS_MAX; parts++, heap++) {
          const top = this.tops[heap] ?? NOBODY;
          if (top !== NOBODY) this.offers.add(top, stripe, further);
        }
      }
      const punished = partsOf([boost, RESCHEDULE_PENALTY]);
      for (const slot of aside) {
        if (this.zoneOf(slot) === zone) this.offers.add(slot, this.stripeOf(slot), punished);
      }
    }
    for (const slot of aside) this.enter(slot);
  }

  private setAside(nodeId: string): number[] {
    const slot = this.cluster.table.slotOf(nodeId);
    if (slot === undefined || !this.hasPlace(slot)) return [];
    this.leave(slot);
    return [slot];
  }

  /** Asks a node that was only looked at. @returns whether it is worth what it was taken for. */
  private standsBy(slot: number): boolean {
    if (this.isAsked[slot]) return true;
    const { sum, parts } = this.candidates;
    const before = { sum: sum[slot], parts: parts[slot] };
    this.isAsked[slot] = 1;
    const hasRoom = this.score(slot);
    const isSame = hasRoom && sum[slot] === before.sum;
    // Mostly it is, and so stays where it is: its heap need not be brought into order for that.
    if (!isSame || parts[slot] !== before.parts) this.move(slot, hasRoom);
    return isSame;
  }

  /** Looks at the nodes of so many stripes, from the first on, as far as it has not been done. */
  private look(stripes: number): void {
    const seen = this.stripesSeen;
    if (seen >= stripes) return;
    this.stripesSeen = stripes;
    for (let slot = 0; slot < this.cluster.size; slot++) {
      if (this.zoneOf(slot) < 0) continue;
      const stripe = this.stripeOf(slot);
      if (stripe < seen || stripe >= stripes) continue;
      const fit = this.cluster.isUntouched(slot) ? this.firstLook.fit(slot) : MUST_ASK;
      if (fit === NO_ROOM) continue;
      if (fit !== MUST_ASK) this.note(slot, fit, 0, undefined);
      else if (this.score(slot)) this.isAsked[slot] = 1;
      else continue;
      this.heapFor(slot).push(slot);
    }
  }

  /** Scores a node by its own word, and puts it where it belongs. */
  private ask(slot: number): void {
    this.isAsked[slot] = 1;
    this.move(slot, this.score(slot));
  }

  private move(slot: number, hasRoom: boolean): void {
    if (hasRoom) this.enter(slot);
    else if (this.hasPlace(slot)) this.leave(slot);
  }

  /** @returns whether it has room. */
  private score(slot: number): boolean {
    const node = this.cluster.at(slot);
    if (this.rules.rejectNow(node)) return false;
    const crowding = crowdingScore(node, this.rules);
    const devices = deviceScore(node, this.rules);
    this.note(slot, fitScore(node, this.rules), crowding, devices);
    return true;
  }

  private note(slot: number, fit: number, crowding: number, devices: number | undefined): void {
    const { affinity: scorer } = this.rules;
    const affinity = scorer ? scorer.score(this.rowFor(slot)) : undefined;
    const wish = crowding + (affinity ?? 0) + (devices ?? 0);
    this.candidates.wish[slot] = wish;
    this.candidates.sum[slot] = fit + wish;
    this.candidates.parts[slot] =
      1 + Number(crowding !== 0) + Number(affinity !== undefined) + Number(devices !== undefined);
  }

  /** What an affinity is asked about: the node itself, or where that makes no difference one of its class. */
  private rowFor(slot: number): NodeRow {
    const { kinds, columns } = this.cluster.table;
    const alike = this.rules.affinity?.isSameForClass
      ? kinds[columns.kind[slot] ?? 0]?.example
      : undefined;
    return alike ?? this.cluster.at(slot).row;
  }

  private enter(slot: number): void {
    const heap = this.heapFor(slot);
    const before = this.heaps[this.candidates.heap[slot] ?? -1];
    if (before === heap) return heap.update(slot);
    before?.remove(slot);
    heap.push(slot);
  }

  private leave(slot: number): void {
    this.heaps[this.candidates.heap[slot] ?? -1]?.remove(slot);
  }

  private heapFor(slot: number): CandidateHeap {
    const stripe = this.zoneOf(slot) * this.stripes + this.stripeOf(slot);
    const number = stripe * PARTS_MAX + (this.candidates.parts[slot] ?? 0) - 1;
    return (this.heaps[number] ??= this.newHeap(number));
  }

  private newHeap(number: number): CandidateHeap {
    assert(number < this.tops.length, () => `there is no heap ${number}`);
    return new CandidateHeap(this.candidates, { number, tops: this.tops });
  }

  private hasPlace(slot: number): boolean {
    return (this.candidates.heap[slot] ?? -1) >= 0;
  }

  /** Whether a node is feasible, and nothing is against its zone now. */
  private isOpen(slot: number): boolean {
    const values = this.zones[this.zoneOf(slot)];
    return values !== undefined && this.zoneRules.reject(values) === undefined;
  }

  private zoneOf(slot: number): number {
    return this.candidates.zone[slot] ?? NO_ZONE;
  }

  private stripeOf(slot: number): number {
    // In 31 bits, which divide several times as fast as 32.
    return ((this.cluster.orders[slot] ?? 0) >>> 1) % this.stripes;
  }
}
