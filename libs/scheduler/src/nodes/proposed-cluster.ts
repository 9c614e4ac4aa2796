import {
  type AllocationRow,
  holdsResources,
  isTerminal,
  type Node,
  type State,
} from '@steppe/domain';
import { orderKey, seedOf } from '../rank/seeded-order.ts';
import { ProposedNode } from './proposed-node.ts';
import type { ReadyNodes } from './ready-nodes.ts';

/** Where an allocation of the job runs, as the plan has it. */
export interface Located {
  readonly group: string;
  readonly node: Node;
}

/** The nodes that a job may use, as they would be with the plan so far. */
export class ProposedCluster {
  readonly nodes: readonly ProposedNode[];
  private lazyById: Map<string, ProposedNode> | undefined;
  private readonly locatedById = new Map<string, Located>();

  constructor(state: State, ready: ReadyNodes, evalId: string) {
    const seed = seedOf(evalId);
    this.nodes = ready.rows.map((row, slot) => {
      const { id } = row.node;
      const usage = state.index.usage.get(id);
      return new ProposedNode(row, { usage, slot, order: orderKey(seed, id) });
    });
  }

  node(id: string): ProposedNode | undefined {
    // A new job asks for no node by its ID, and there are many nodes.
    this.lazyById ??= new Map(this.nodes.map((node) => [node.id, node]));
    return this.lazyById.get(id);
  }

  /** All allocations of the job that shall run, on whatever node. */
  located(): Iterable<Located> {
    return this.locatedById.values();
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
  locate(allocId: string, located: Located): void {
    this.locatedById.set(allocId, located);
  }
}
