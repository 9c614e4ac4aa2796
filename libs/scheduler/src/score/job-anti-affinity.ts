/**
 * A penalty for a node that has allocations of the same group already, so that a group does not crowd on
 * one node. Counts only where there is one. Source: Nomad's JobAntiAffinityIterator.
 *
 * @param collisions allocations of the group on the node, planned ones included.
 * @param desiredCount how many the group wants in all.
 */
export function jobAntiAffinityScore(collisions: number, desiredCount: number): number {
  return collisions === 0 ? 0 : -(collisions + 1) / desiredCount;
}
