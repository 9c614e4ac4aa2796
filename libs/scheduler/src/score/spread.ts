import type { Spread } from '@steppe/domain';
import type { ValueCounts } from './value-counts.ts';

/**
 * A spread's boost for placing one more allocation on a node with `value`, usually from -1 to 1.
 * Source: Nomad's SpreadIterator.
 *
 * @param value undefined when the node lacks the attribute.
 * @param weight this spread's share of the weights of all spreads.
 * @param count how many allocations the group wants.
 */
export function spreadBoost(
  spread: Spread,
  value: string | undefined,
  { counts, weight, count }: { counts: ValueCounts; weight: number; count: number },
): number {
  if (value === undefined) return -1;
  if (spread.targets.length === 0) return evenBoost(value, counts);
  const desired = desiredCount(spread, value, count);
  if (desired === undefined || desired === 0) return -1;
  return ((desired - (counts.of(value) + 1)) / desired) * weight;
}

/** What the targets leave over belongs to all values that no target names. */
function desiredCount(spread: Spread, value: string, count: number): number | undefined {
  const target = spread.targets.find((wanted) => wanted.value === value);
  if (target) return (target.percent / 100) * count;
  const named = spread.targets.reduce((sum, { percent }) => sum + percent, 0);
  return named < 100 ? ((100 - named) / 100) * count : undefined;
}

/** Without targets: values that have the least are boosted, and those that have more are not. */
function evenBoost(value: string, counts: ValueCounts): number {
  const range = counts.range();
  if (!range) return 0;
  const { min, max } = range;
  const current = counts.of(value);
  if (current !== min) return (min - current) / min;
  return min === max ? -1 : (max - min) / min;
}
