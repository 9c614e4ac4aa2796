import type {
  AllocationDisconnected,
  AllocationPlaced,
  AllocationReconnected,
  AllocationRescheduleDelayed,
  AllocationRow,
  AllocationStopped,
  AllocationUpdated,
  Placement,
  Seq,
  State,
} from '@steppe/domain';
import type { NodeCommit } from './plan.ts';
import { isLostWhenStopped } from '../reconcile/classify.ts';
import type { Stop } from '../reconcile/reconciled.ts';

interface NodeChanges {
  readonly stops: AllocationStopped[];
  readonly updates: (
    | AllocationUpdated
    | AllocationDisconnected
    | AllocationReconnected
    | AllocationRescheduleDelayed
  )[];
  readonly placements: AllocationPlaced[];
}

/** Collects what a plan does, by node. */
export class NodeCommits {
  private readonly state: State;
  private readonly byNode = new Map<string, NodeChanges>();

  constructor(state: State) {
    this.state = state;
  }

  stop(
    { alloc, description, desiredStatus = 'stop', clientStatus: declared }: Stop,
    followupEvalId?: string,
  ): void {
    const clientStatus = declared ?? (isLostWhenStopped(this.state, alloc) ? 'lost' : undefined);
    this.of(alloc.nodeId).stops.push({
      type: 'AllocationStopped',
      v: 1,
      allocId: alloc.id,
      desiredStatus,
      desiredDescription: description,
      ...(clientStatus && { clientStatus }),
      ...(followupEvalId !== undefined && { followupEvalId }),
    });
  }

  disconnect({ id, nodeId }: AllocationRow, followupEvalId: string | undefined): void {
    this.of(nodeId).updates.push({
      type: 'AllocationDisconnected',
      v: 1,
      allocId: id,
      ...(followupEvalId !== undefined && { followupEvalId }),
    });
  }

  reconnect({ id, nodeId }: AllocationRow): void {
    this.of(nodeId).updates.push({ type: 'AllocationReconnected', v: 1, allocId: id });
  }

  delayReschedule({ id, nodeId }: AllocationRow, followupEvalId: string | undefined): void {
    if (followupEvalId === undefined) return;
    const event = { type: 'AllocationRescheduleDelayed', v: 1, allocId: id } as const;
    this.of(nodeId).updates.push({ ...event, followupEvalId });
  }

  update(
    { id, nodeId }: AllocationRow,
    {
      evalId,
      jobSeq,
      deploymentId,
    }: { evalId: string; jobSeq: Seq; deploymentId: string | undefined },
  ): void {
    const event = { type: 'AllocationUpdated', v: 1, allocId: id, evalId, jobSeq } as const;
    const { updates } = this.of(nodeId);
    updates.push(deploymentId === undefined ? event : { ...event, deploymentId });
  }

  place(nodeId: string, placement: Placement): void {
    this.of(nodeId).placements.push({ type: 'AllocationPlaced', v: 1, placement });
  }

  /** Sorted, so that the same decisions make the same plan, byte for byte. */
  toCommits(): NodeCommit[] {
    // Without a comparison of its own the sort is several times as fast.
    return [...this.byNode.keys()].toSorted().map((nodeId) => {
      const { stops, updates, placements } = this.of(nodeId);
      const expectedSeq = this.state.nodes.get(nodeId)?.commandSeq;
      // Of most nodes a plan wants nothing but placements.
      if (stops.length + updates.length === 0) return { nodeId, expectedSeq, events: placements };
      const events = [...stops.toSorted(byAlloc), ...updates.toSorted(byAlloc), ...placements];
      return { nodeId, expectedSeq, events };
    });
  }

  private of(nodeId: string): NodeChanges {
    let changes = this.byNode.get(nodeId);
    if (!changes) {
      changes = { stops: [], updates: [], placements: [] };
      this.byNode.set(nodeId, changes);
    }
    return changes;
  }
}

function byAlloc(a: { allocId: string }, b: { allocId: string }): number {
  return a.allocId < b.allocId ? -1 : 1;
}
