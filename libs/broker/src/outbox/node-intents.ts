import type { NodeStatus, State } from '@steppe/domain';
import type { Outbox } from './outbox.ts';
import { nodeTarget } from './target.ts';

export interface NodeStatusChange {
  readonly nodeId: string;
  readonly status: NodeStatus;
  /** What `node status` shows of it. */
  readonly message: string;
}

/** Intends a node's status; a later one takes the place of one that did not make it into the log. */
export function changeNodeStatus(
  outbox: Outbox,
  { nodeId, status, message }: NodeStatusChange,
): void {
  outbox.want(nodeTarget(nodeId), 'status', (state) => {
    const row = state.nodes.get(nodeId);
    if (!row || row.status === status) return [];
    return [{ type: 'NodeStatusChanged', v: 1, nodeId, status, message }];
  });
}

/** Intends the end of what nodes were told to run by workers that slept until the jobs were forgotten. */
export function stopStrays(outbox: Outbox, { strays }: Pick<State, 'strays'>): void {
  for (const [allocId, { nodeId }] of strays) {
    outbox.want(nodeTarget(nodeId), `stop ${allocId}`, (state) =>
      state.strays.has(allocId)
        ? [
            {
              type: 'AllocationStopped',
              v: 1,
              allocId,
              desiredStatus: 'stop',
              desiredDescription: PLACED_TOO_LATE,
            },
          ]
        : [],
    );
  }
}

const PLACED_TOO_LATE = 'alloc was placed by a version of its job that is forgotten';
