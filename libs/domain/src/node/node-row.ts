import type { EpochMs, Seq } from '../primitives.ts';
import type { DrainSpec, LastDrain, Node, NodeEligibility, NodeStatus } from './node.ts';

/** Something that happened to a node, as `node status` lists it. The ten latest are kept. */
export interface NodeEvent {
  readonly atMs: EpochMs;
  readonly seq: Seq;
  readonly subsystem: string;
  readonly message: string;
}

export const NODE_EVENTS_MAX = 10;

/** A node in the state. */
export interface NodeRow {
  readonly node: Node;
  readonly status: NodeStatus;
  readonly statusDescription: string;
  readonly eligibility: NodeEligibility;
  readonly drain: DrainSpec | undefined;
  /** Absent when the node has never been drained. */
  readonly lastDrain?: LastDrain | undefined;
  readonly events: readonly NodeEvent[];
  /** Nodes that differ only in unique attributes share it, so that a verdict is computed once. */
  readonly computedClass: string;
  readonly statusUpdatedAtMs: EpochMs;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
  /** Last seq on the node's own subject: what a placement compares and sets. */
  readonly commandSeq: Seq;
  /** Last seq on the subject that the node's agent writes. */
  readonly clientSeq: Seq;
}

/** Whether new allocations may be placed on the node. */
export function acceptsPlacements(row: NodeRow): boolean {
  return row.status === 'ready' && row.eligibility === 'eligible' && row.drain === undefined;
}
