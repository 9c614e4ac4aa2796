import {
  type AllocationRow,
  disconnectedSinceMs,
  groupOf,
  isClientTerminal,
  isReplacedOnLoss,
  isTerminal,
  lostAfterMs,
  type NodeRow,
  type State,
  type TaskGroup,
} from '@steppe/domain';
import { isDue } from './due.ts';
import type { JobView } from './job-view.ts';

/** Allocations by what became of their node. */
export interface ByNode {
  /** Nothing is wrong with the node, or the allocation has ended anyway. */
  readonly untainted: AllocationRow[];
  /** Asked to move: their node drains. */
  readonly migrate: AllocationRow[];
  /** Their node is down or gone. */
  readonly lost: AllocationRow[];
  /** Their node is out of touch, as of now. */
  readonly disconnecting: AllocationRow[];
  /** Their node was out of touch, and they were not taken back yet. */
  readonly reconnecting: AllocationRow[];
  /** Out of touch for longer than their group allows. */
  readonly expiring: AllocationRow[];
}

export function classifyByNode(view: JobView, allocs: Iterable<AllocationRow>): ByNode {
  const classes: ByNode = {
    untainted: [],
    migrate: [],
    lost: [],
    disconnecting: [],
    reconnecting: [],
    expiring: [],
  };
  for (const alloc of allocs) classes[classOf(alloc, view)].push(alloc);
  return classes;
}

/** Whether a node can no longer be told anything. */
export function isNodeLost(state: State, nodeId: string): boolean {
  const row = state.nodes.get(nodeId);
  return row === undefined || row.status === 'down';
}

/** Source: Nomad's table of classification rules; the first that applies decides. */
export function classOf(alloc: AllocationRow, view: JobView): keyof ByNode {
  if (alloc.desiredStatus !== 'run') return 'untainted';
  const { clientStatus } = alloc;
  const sinceMs = disconnectedSinceMs(alloc);
  if (sinceMs !== undefined && clientStatus === 'failed') return 'reconnecting';
  if (isTerminal(alloc)) return 'untainted';
  const group = groupOf(alloc.jobVersion, alloc.groupName);
  const limitMs = group ? lostAfterMs(group) : 0;
  const isUnknown = clientStatus === 'unknown' && sinceMs !== undefined;
  if (isUnknown && limitMs > 0 && isDue(view, sinceMs + limitMs)) return 'expiring';
  const node = view.state.nodes.get(alloc.nodeId);
  if (node?.status === 'disconnected') return classWhileDisconnected(alloc, group);
  if (alloc.migrateRequested && !isDown(node)) return 'migrate';
  if (!isDown(node)) return sinceMs === undefined ? 'untainted' : 'reconnecting';
  // Nobody takes the place of one that is not to be replaced: it may still run, and come back.
  const isKept = node !== undefined && group !== undefined && !isReplacedOnLoss(group);
  if (isKept && clientStatus === 'unknown') return 'untainted';
  if (isKept && clientStatus === 'running') return 'disconnecting';
  return 'lost';
}

function classWhileDisconnected(
  { clientStatus }: AllocationRow,
  group: TaskGroup | undefined,
): keyof ByNode {
  if (clientStatus === 'unknown') return 'untainted';
  const maySurvive = clientStatus === 'running' && group !== undefined && lostAfterMs(group) > 0;
  return maySurvive ? 'disconnecting' : 'lost';
}

function isDown(node: NodeRow | undefined): boolean {
  return node === undefined || node.status === 'down';
}

/** Whether an allocation that is told to stop is lost by that: its node will never say that it ended. */
export function isLostWhenStopped(state: State, alloc: AllocationRow): boolean {
  return !isClientTerminal(alloc) && isNodeLost(state, alloc.nodeId);
}

/** Allocations that were told to stop on a node that went down before it could say that they did. */
export function stoppedButLost({ state, allocs }: JobView): AllocationRow[] {
  return allocs.filter((alloc) => alloc.desiredStatus !== 'run' && isLostWhenStopped(state, alloc));
}
