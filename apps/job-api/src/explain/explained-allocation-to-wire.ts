import type { WireAllocationExplanation } from '@steppe/api-contract';
import type { State } from '@steppe/domain';
import type { AllocationExplanation } from '@steppe/scheduler';

/** @param state names the node. @param isRejected whether the log did not take it. */
export function explainedAllocationToWire(
  { action, allocId, name, groupName, nodeId, why }: AllocationExplanation,
  { state, isRejected }: { readonly state: State; readonly isRejected: boolean },
): WireAllocationExplanation {
  return {
    Action: action,
    AllocID: allocId,
    Name: name,
    TaskGroup: groupName,
    NodeID: nodeId,
    NodeName: state.nodes.get(nodeId)?.node.name ?? '',
    Why: why,
    Rejected: isRejected,
  };
}
