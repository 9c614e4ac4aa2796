import {
  allocsOfNode,
  type EpochMs,
  groupOf,
  isTerminal,
  lostAfterMs,
  type NodeStatus,
  type State,
} from '@steppe/domain';
import type { Warning } from '../command.ts';
import { Deadlines } from '../queue/deadlines.ts';
import { heartbeatTtlMs, type HeartbeatTtlOptions } from './heartbeat-ttl.ts';
import { LossGuard, type LossGuardOptions } from './loss-guard.ts';

export interface LivenessOptions extends LossGuardOptions, HeartbeatTtlOptions {
  readonly heartbeatGraceMs: number;
  readonly failoverHeartbeatTtlMs: number | undefined;
  /** A node's status is to change. */
  onChange(change: { nodeId: string; status: NodeStatus; message: string }): void;
}

/**
 * Who was heard when, and so which nodes are down. Heartbeats are in no log: a broker that takes over has
 * heard nobody yet, and gives every node a full time to live.
 */
export class NodeLiveness {
  readonly #state: State;
  readonly #options: LivenessOptions;
  readonly #guard: LossGuard;
  /** The longest silent first, since a node that is heard moves to the end. Nodes that are down are not in it. */
  readonly #heardAtMs = new Map<string, EpochMs>();
  /** When a disconnected node counts as down after all. */
  readonly #reconnectBy = new Deadlines();
  #lastTickMs: EpochMs;
  /** Nodes that this leader has not heard yet, and until when it does not hold that against them. */
  readonly #unheard = new Set<string>();
  readonly #patientUntilMs: EpochMs;

  constructor(state: State, nowMs: EpochMs, options: LivenessOptions) {
    this.#state = state;
    this.#options = options;
    this.#guard = new LossGuard(options);
    this.#lastTickMs = nowMs;
    this.#patientUntilMs = nowMs + (options.failoverHeartbeatTtlMs ?? 0);
    for (const nodeId of state.nodes.keys()) this.nodeChanged(nodeId, nowMs);
    for (const nodeId of this.#heardAtMs.keys()) this.#unheard.add(nodeId);
  }

  /** How often a node must be heard: it beats a few times in this time. */
  get ttlMs(): number {
    return heartbeatTtlMs(this.#heardAtMs.size, this.#options);
  }

  /** A node registered, or its status changed. */
  nodeChanged(nodeId: string, nowMs: EpochMs): void {
    const row = this.#state.nodes.get(nodeId);
    const isLive = row?.status === 'ready' || row?.status === 'initializing';
    if (!isLive) this.#heardAtMs.delete(nodeId);
    else if (!this.#heardAtMs.has(nodeId)) this.#hear(nodeId, nowMs);
    if (row?.status === 'disconnected') {
      this.#reconnectBy.set(nodeId, row.statusUpdatedAtMs + disconnectMs(this.#state, nodeId));
    } else this.#reconnectBy.clear(nodeId);
  }

  heard(nodeId: string, nowMs: EpochMs): void {
    const row = this.#state.nodes.get(nodeId);
    if (!row) return;
    this.#unheard.delete(nodeId);
    const wasDeclared = row.status !== 'ready' || !this.#heardAtMs.has(nodeId);
    this.#hear(nodeId, nowMs);
    if (!wasDeclared) return;
    this.#options.onChange({ nodeId, status: 'ready', message: 'Node reregistered by heartbeat' });
  }

  tick(nowMs: EpochMs): Warning[] {
    const pausedMs = nowMs - this.#lastTickMs;
    this.#lastTickMs = nowMs;
    for (const nodeId of this.#reconnectBy.takeDue(nowMs)) this.#declare(nodeId, 'down');
    // We were not running, so it was us who heard nothing.
    if (pausedMs > this.#silenceMaxMs() / 2) return this.#hearAll(nowMs, pausedMs);
    const silent = this.#silentAt(nowMs);
    const { lost, warnings } = this.#guard.admit({ silent, known: this.#heardAtMs.size, nowMs });
    for (const nodeId of lost) {
      this.#heardAtMs.delete(nodeId);
      this.#declare(nodeId, statusInSilence(this.#state, nodeId));
    }
    return warnings;
  }

  #silentAt(nowMs: EpochMs): string[] {
    const silent: string[] = [];
    const silenceMaxMs = this.#silenceMaxMs();
    const isPatient = nowMs < this.#patientUntilMs;
    for (const [nodeId, heardAtMs] of this.#heardAtMs) {
      if (heardAtMs + silenceMaxMs > nowMs) break;
      if (!isPatient || !this.#unheard.has(nodeId)) silent.push(nodeId);
    }
    return silent;
  }

  #silenceMaxMs(): number {
    return this.ttlMs + this.#options.heartbeatGraceMs;
  }

  #declare(nodeId: string, status: NodeStatus): void {
    this.#options.onChange({ nodeId, status, message: 'Node heartbeat missed' });
  }

  #hear(nodeId: string, nowMs: EpochMs): void {
    this.#heardAtMs.delete(nodeId);
    this.#heardAtMs.set(nodeId, nowMs);
  }

  #hearAll(nowMs: EpochMs, pausedMs: number): Warning[] {
    for (const nodeId of this.#heardAtMs.keys()) this.#heardAtMs.set(nodeId, nowMs);
    const message = 'the broker was paused: every node gets its full time to live again';
    return [{ kind: 'warning', message, details: { pausedMs } }];
  }
}

/** What a node becomes that is silent for too long. */
export function statusInSilence(state: State, nodeId: string): 'disconnected' | 'down' {
  return disconnectMs(state, nodeId) > 0 ? 'disconnected' : 'down';
}

/** How long what runs on a node may be out of touch: the longest time of its groups, 0 when none allows it. */
function disconnectMs(state: State, nodeId: string): number {
  let longestMs = 0;
  for (const alloc of allocsOfNode(state, nodeId)) {
    if (isTerminal(alloc)) continue;
    const group = groupOf(alloc.jobVersion, alloc.groupName);
    if (group) longestMs = Math.max(longestMs, lostAfterMs(group));
  }
  return longestMs;
}
