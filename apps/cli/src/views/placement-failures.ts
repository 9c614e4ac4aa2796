import type { AllocMetric } from '@steppe/api-contract';

/** Why a group could not be placed, a line a reason, as it stands below the group's name. */
export function placementReasons(metric: AllocMetric, indent = '  '): string[] {
  const reasons: string[] = [];
  if (metric.NodesEvaluated === 0) reasons.push('No nodes were eligible for evaluation');
  for (const [datacenter, available] of entries(metric.NodesAvailable)) {
    if (available === 0) reasons.push(`No nodes are available in datacenter "${datacenter}"`);
  }
  for (const [nodeClass, count] of entries(metric.ClassFiltered)) {
    reasons.push(`Class "${nodeClass}": ${nodes(count)} excluded by filter`);
  }
  for (const [constraint, count] of entries(metric.ConstraintFiltered)) {
    reasons.push(`Constraint "${constraint}": ${nodes(count)} excluded by filter`);
  }
  if (metric.NodesExhausted > 0)
    reasons.push(`Resources exhausted on ${nodes(metric.NodesExhausted)}`);
  for (const [nodeClass, count] of entries(metric.ClassExhausted)) {
    reasons.push(`Class "${nodeClass}" exhausted on ${nodes(count)}`);
  }
  for (const [dimension, count] of entries(metric.DimensionExhausted)) {
    reasons.push(`Dimension "${dimension}" exhausted on ${nodes(count)}`);
  }
  return reasons.map((reason) => `${indent}* ${reason}`);
}

/** e.g. `Task Group "g" (failed to place 2 allocations):`. */
export function failedGroupTitle(group: string, metric: AllocMetric): string {
  const count = metric.CoalescedFailures + 1;
  return `Task Group "${group}" (failed to place ${count} ${count === 1 ? 'allocation' : 'allocations'}):`;
}

/** Groups that failed, sorted by name. */
export function failedGroups(
  groups: Readonly<Record<string, AllocMetric>> | null | undefined,
): [string, AllocMetric][] {
  return Object.entries(groups ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function entries(counts: Readonly<Record<string, number>> | null): [string, number][] {
  return Object.entries(counts ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function nodes(count: number): string {
  return `${count} ${count === 1 ? 'node' : 'nodes'}`;
}
