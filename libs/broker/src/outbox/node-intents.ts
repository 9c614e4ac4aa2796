import type { NodeStatus } from '@steppe/domain';
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
