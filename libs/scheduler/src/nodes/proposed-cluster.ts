import {
  type AllocationRow,
  assert,
  holdsResources,
  isTerminal,
  type Job,
  type Node,
  type State,
} from '@steppe/domain';
import { hashOf, orderKey } from '../rank/seeded-order.ts';
import { ProposedNode } from './proposed-node.ts';
import { placeMatcher } from '../feasible/datacenters.ts';
import { type NodeTable, nodeTableOf } from './node-table.ts';

/** Where an allocation of the job runs, as the plan has it. */
export interface Located {
  readonly group: string;
  readonly node: Node;
}

/** The nodes that a job may use, as they would be with the plan so far. A node is named by its slot in the table. */
export class ProposedCluster {
  readonly table: NodeTable;
  /** By slot: orders equally good nodes. See {@link orderKey}. */
  readonly orders: Uint32Array;
  /** How many nodes the job may use, by datacenter. */
  readonly byDatacenter: Readonly<Record<string, number>>;
  private readonly state: State;
  /** By slot, 1 for a node that the job may use. */
  private readonly isMember: Uint8Array;
  /** Those that somebody has asked for: most plans look closely at few of many nodes. */
  private readonly nodes: (ProposedNode | undefined)[] = [];
  /** Those that the state has, by their IDs, and those that the plan places. */
  private readonly locatedById = new Map<string, Located>();
  private readonly placed: Located[] = [];

  /** @param jobs the versions of the job that are placed; none: no node may be used. */
  constructor(state: State, jobs: readonly Job[], evalId: string) {
    this.state = state;
    this.table = nodeTableOf(state);
    this.orders = new Uint32Array(this.table.size);
    this.isMember = new Uint8Array(this.table.size);
    this.byDatacenter = this.findMembers(jobs, hashOf(evalId));
  }

  /** How many slots there are; not all of them are nodes that the job may use. */
  get size(): number {
    return this.isMember.length;
  }

  get memberCount(): number {
    return Object.values(this.byDatacenter).reduce((sum, count) => sum + count, 0);
  }

  has(slot: number): boolean {
    return this.isMember[slot] === 1;
  }

  at(slot: number): ProposedNode {
    const known = this.nodes[slot];
    if (known) return known;
    const row = this.state.nodes.get(this.table.idAt(slot));
    assert(row !== undefined, () => `the cluster has no node in slot ${slot}`);
    const usage = this.state.index.usage.get(row.node.id);
    const node = new ProposedNode(row, { usage, slot, order: this.orders[slot] ?? 0 });
    this.nodes[slot] = node;
    return node;
  }

  /** Whether the plan has changed nothing of a node, and the job has nothing on it. */
  isUntouched(slot: number): boolean {
    return this.nodes[slot] === undefined;
  }

  /** All that the job may use, in the state's order. */
  *all(): Iterable<ProposedNode> {
    for (const nodeId of this.state.nodes.keys()) {
      const node = this.node(nodeId);
      if (node) yield node;
    }
  }

  node(id: string): ProposedNode | undefined {
    const slot = this.table.slotOf(id);
    return slot !== undefined && this.has(slot) ? this.at(slot) : undefined;
  }

  /** All allocations of the job that shall run, on whatever node. */
  *located(): Iterable<Located> {
    yield* this.locatedById.values();
    yield* this.placed;
  }

  /** Makes an allocation of the job known that the state has. Its node counts its resources already. */
  count(alloc: AllocationRow, state: State): void {
    if (!holdsResources(alloc)) return;
    this.node(alloc.nodeId)?.countAlloc(alloc.groupName, 1);
    if (isTerminal(alloc)) return;
    const node = state.nodes.get(alloc.nodeId)?.node;
    if (node) this.locatedById.set(alloc.id, { group: alloc.groupName, node });
  }

  /** Gives back what an allocation of the job holds. One that ended by itself holds nothing. */
  release(alloc: AllocationRow): ProposedNode | undefined {
    if (!holdsResources(alloc)) return undefined;
    this.locatedById.delete(alloc.id);
    const node = this.node(alloc.nodeId);
    node?.release(alloc);
    return node;
  }

  /** Undoes a {@link release}. */
  retake(alloc: AllocationRow, state: State): ProposedNode | undefined {
    if (!holdsResources(alloc)) return undefined;
    const row = state.nodes.get(alloc.nodeId);
    if (row && !isTerminal(alloc)) {
      this.locatedById.set(alloc.id, { group: alloc.groupName, node: row.node });
    }
    const node = this.node(alloc.nodeId);
    node?.retake(alloc);
    return node;
  }

  /** Notes a placement; its node has taken the resources. */
  locate(located: Located): void {
    this.placed.push(located);
  }

  private findMembers(jobs: readonly Job[], seed: number): Record<string, number> {
    const { kinds, columns } = this.table;
    const places = jobs.map(placeMatcher);
    const mayUse = kinds.map(({ example }) => places.some((matches) => matches(example.node)));
    const countOfKind = kinds.map(() => 0);
    for (let slot = 0; slot < this.size; slot++) {
      const kind = columns.kind[slot] ?? 0;
      if (columns.isReady[slot] !== 1 || !mayUse[kind]) continue;
      this.isMember[slot] = 1;
      this.orders[slot] = orderKey(seed, columns.hash[slot] ?? 0);
      countOfKind[kind] = (countOfKind[kind] ?? 0) + 1;
    }
    const counts: Record<string, number> = {};
    for (const [kind, { example }] of kinds.entries()) {
      const { datacenter } = example.node;
      if (countOfKind[kind]) counts[datacenter] = (counts[datacenter] ?? 0) + countOfKind[kind];
    }
    // In an order that does not tell in which one this process met the nodes.
    return Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
