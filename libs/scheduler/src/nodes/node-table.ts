import { acceptsPlacements, type NodeRow, type State } from '@steppe/domain';
import { hashOf } from '../rank/seeded-order.ts';
import { NodeColumns } from './node-columns.ts';

/** Nodes with one of these are alike to a job's datacenters, node pool and constraints on classes. */
export interface NodeKind {
  readonly computedClass: string;
  /** One of them, to be asked for all. */
  readonly example: NodeRow;
}

/**
 * The nodes of a state as numbers, kept from one evaluation to the next: only what the log changed since is read
 * anew, so that an evaluation of thousands of nodes walks over arrays and not over objects. A node is named by its
 * slot. Which slot it has depends on what this process has seen, so no plan may depend on the order of slots.
 */
export class NodeTable {
  readonly columns = new NodeColumns();
  readonly kinds: NodeKind[] = [];
  private readonly state: State;
  private readonly ids: string[] = [];
  private readonly slots = new Map<string, number>();
  private readonly freeSlots: number[] = [];
  private readonly kindNumbers = new Map<string, number>();
  /** Of the journal of nodes; -1 for none. */
  private mark = -1;

  constructor(state: State) {
    this.state = state;
  }

  /** How many slots there are, the free ones included. */
  get size(): number {
    return this.slots.size + this.freeSlots.length;
  }

  idAt(slot: number): string {
    return this.ids[slot] ?? '';
  }

  slotOf(nodeId: string): number | undefined {
    return this.slots.get(nodeId);
  }

  /** Reads what has changed since the last time. */
  update(): void {
    const { nodeChanges } = this.state.index;
    const changed = nodeChanges.since(this.mark);
    this.mark = nodeChanges.end;
    for (const nodeId of changed ?? this.state.nodes.keys()) this.read(nodeId);
    if (changed) return;
    for (const nodeId of this.slots.keys()) if (!this.state.nodes.has(nodeId)) this.read(nodeId);
  }

  private read(nodeId: string): void {
    const row = this.state.nodes.get(nodeId);
    if (!row) return this.forget(nodeId);
    const { columns } = this;
    const slot = this.slots.get(nodeId) ?? this.add(nodeId);
    columns.setNode(slot, row.node, { isReady: acceptsPlacements(row), kind: this.kindOf(row) });
    columns.setUsage(slot, this.state.index.usage.get(nodeId));
  }

  private add(nodeId: string): number {
    const slot = this.freeSlots.pop() ?? this.slots.size;
    this.slots.set(nodeId, slot);
    this.ids[slot] = nodeId;
    this.columns.setHash(slot, hashOf(nodeId));
    return slot;
  }

  private forget(nodeId: string): void {
    const slot = this.slots.get(nodeId);
    if (slot === undefined) return;
    this.slots.delete(nodeId);
    this.freeSlots.push(slot);
    this.columns.clear(slot);
  }

  private kindOf(row: NodeRow): number {
    const { computedClass } = row;
    let number = this.kindNumbers.get(computedClass);
    if (number === undefined) {
      number = this.kinds.push({ computedClass, example: row }) - 1;
      this.kindNumbers.set(computedClass, number);
    }
    return number;
  }
}

const tables = new WeakMap<State['index']['nodeChanges'], NodeTable>();

/** The up-to-date table of a state's nodes. Forks of a state that share its nodes share the table. */
export function nodeTableOf(state: State): NodeTable {
  const { nodeChanges } = state.index;
  let table = tables.get(nodeChanges);
  if (!table) tables.set(nodeChanges, (table = new NodeTable(state)));
  table.update();
  return table;
}
