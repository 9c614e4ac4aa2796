import type { NodeRegistered } from '../events/client-events.ts';
import type {
  NodeDeregistered,
  NodeDrainChanged,
  NodeEligibilityChanged,
  NodeStatusChanged,
} from '../events/node-events.ts';
import type { LastDrain } from '../node/node.ts';
import { computedClassOf } from '../node/computed-class.ts';
import { sharedText } from './one-copy.ts';
import { NODE_EVENTS_MAX, type NodeRow } from '../node/node-row.ts';
import { ensureNodePool } from './fold-setting.ts';
import type { FoldContext } from './fold-context.ts';
import type { State } from './tables.ts';

const NO_HISTORY = { commandSeq: 0, clientSeq: 0 } as const;

/**
 * A node that is new is ready. One that was down stays down until the broker hears its heartbeat again:
 * what its agent says of itself does not overrule what the broker knows.
 */
export function foldNodeRegistered(
  state: State,
  { node }: NodeRegistered,
  context: FoldContext,
): void {
  ensureNodePool(state, node.nodePool, context);
  const before = state.nodes.get(node.id);
  const computedClass = sharedText(computedClassOf(node));
  if (before) {
    put(state, { ...before, node, computedClass, modifySeq: context.seq });
    return;
  }
  const row: NodeRow = {
    node,
    status: 'ready',
    statusDescription: '',
    eligibility: 'eligible',
    drain: undefined,
    events: [],
    computedClass,
    statusUpdatedAtMs: context.atMs,
    createSeq: context.seq,
    modifySeq: context.seq,
    ...(state.formerNodes.get(node.id) ?? NO_HISTORY),
  };
  state.formerNodes.delete(node.id);
  put(state, withEvent(row, { subsystem: 'Cluster', message: 'Node registered' }, context));
}

export function foldNodeStatusChanged(
  state: State,
  event: NodeStatusChanged,
  context: FoldContext,
): void {
  const row = state.nodes.get(event.nodeId);
  if (!row) return;
  const told =
    event.message === ''
      ? row
      : withEvent(row, { subsystem: 'Cluster', message: event.message }, context);
  put(state, {
    ...told,
    status: event.status,
    statusUpdatedAtMs: context.atMs,
    modifySeq: context.seq,
  });
}

export function foldNodeEligibilityChanged(
  state: State,
  event: NodeEligibilityChanged,
  context: FoldContext,
): void {
  const row = state.nodes.get(event.nodeId);
  if (!row) return;
  const message = `Node marked as ${event.eligibility} for scheduling`;
  const told = withEvent(row, { subsystem: 'Cluster', message }, context);
  put(state, { ...told, eligibility: event.eligibility, modifySeq: context.seq });
}

export function foldNodeDrainChanged(
  state: State,
  event: NodeDrainChanged,
  context: FoldContext,
): void {
  const row = state.nodes.get(event.nodeId);
  if (!row) return;
  const ended = event.cancelled ? 'Node drain disabled' : 'Node drain complete';
  const started = row.drain ? 'Node drain strategy updated' : 'Node drain strategy set';
  const message = event.drain ? started : ended;
  const told = withEvent(row, { subsystem: 'Drain', message }, context);
  put(state, {
    ...told,
    drain: event.drain ?? undefined,
    lastDrain: lastDrainAfter(row, event, context),
    eligibility: event.eligibility,
    modifySeq: context.seq,
  });
}

/** Source: Nomad's bookkeeping of a node's last drain. */
function lastDrainAfter(
  { drain: before, lastDrain }: NodeRow,
  { drain, meta, cancelled }: NodeDrainChanged,
  { atMs }: FoldContext,
): LastDrain | undefined {
  if (!before && !drain) return lastDrain;
  const goesOn = before ? lastDrain : undefined;
  return {
    startedAtMs: goesOn?.startedAtMs ?? atMs,
    updatedAtMs: atMs,
    status: drain ? 'draining' : cancelled ? 'canceled' : 'complete',
    meta: { ...goesOn?.meta, ...meta },
  };
}

export function foldNodeDeregistered(
  state: State,
  event: NodeDeregistered,
  context: FoldContext,
): void {
  const row = state.nodes.get(event.nodeId);
  if (!row) return;
  const { commandSeq, clientSeq } = row;
  state.formerNodes.set(event.nodeId, { commandSeq, clientSeq });
  state.nodes.delete(event.nodeId);
  state.index.nodeChanges.record(event.nodeId);
  state.tableSeq.nodes = context.seq;
}

/** Remembers the last seq on the node's subjects, which the next writer there compares. */
export function touchNodeSubject(
  state: State,
  { nodeId, kind }: { nodeId: string; kind: 'commandSeq' | 'clientSeq' },
  { seq }: FoldContext,
): void {
  const row = state.nodes.get(nodeId);
  // Each by its own name: a computed one takes several times as long.
  if (row) {
    const after = kind === 'commandSeq' ? { ...row, commandSeq: seq } : { ...row, clientSeq: seq };
    state.nodes.set(nodeId, after);
  } else {
    state.formerNodes.set(nodeId, {
      ...(state.formerNodes.get(nodeId) ?? NO_HISTORY),
      [kind]: seq,
    });
  }
}

function withEvent(
  row: NodeRow,
  { subsystem, message }: { subsystem: string; message: string },
  { seq, atMs }: FoldContext,
): NodeRow {
  const events = [...row.events, { atMs, seq, subsystem, message }];
  return { ...row, events: events.slice(-NODE_EVENTS_MAX) };
}

function put(state: State, row: NodeRow): void {
  state.nodes.set(row.node.id, row);
  state.index.nodeChanges.record(row.node.id);
  state.tableSeq.nodes = state.seq;
}
