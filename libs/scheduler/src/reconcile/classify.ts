import { type AllocationRow, isTerminal, type State } from '@steppe/domain';
import type { JobView } from './job-view.ts';

/** Allocations by what became of their node. */
export interface ByNode {
  /** Nothing is wrong with the node, or the allocation has ended anyway. */
  readonly untainted: AllocationRow[];
  /** Asked to move: their node drains. */
  readonly migrate: AllocationRow[];
  /** Their node is down or gone. */
  readonly lost: AllocationRow[];
}

export function classifyByNode(state: State, allocs: Iterable<AllocationRow>): ByNode {
  const classes: ByNode = { untainted: [], migrate: [], lost: [] };
  for (const alloc of allocs) classes[classOf(state, alloc)].push(alloc);
  return classes;
}

/** Whether a node can no longer be told anything. */
export function isNodeLost(state: State, nodeId: string): boolean {
  const row = state.nodes.get(nodeId);
  return row === undefined || row.status === 'down';
}

function classOf(state: State, alloc: AllocationRow): keyof ByNode {
  if (isTerminal(alloc)) return 'untainted';
  if (isNodeLost(state, alloc.nodeId)) return 'lost';
  return alloc.migrateRequested ? 'migrate' : 'untainted';
}

/**
 * Allocations that were told to stop on a node that went down before it could say that they did: nobody will
 * ever say it, so they are lost.
 */
export function stoppedButLost({ state, allocs }: JobView): AllocationRow[] {
  return allocs.filter(
    ({ desiredStatus, clientStatus, nodeId }) =>
      desiredStatus !== 'run' &&
      (clientStatus === 'pending' || clientStatus === 'running' || clientStatus === 'unknown') &&
      isNodeLost(state, nodeId),
  );
}
