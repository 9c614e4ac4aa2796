/**
 * Whether a metric is told, by the `prefix_filter` of the agent's configuration: of the prefixes that fit the longest decides,
 * of two alike the one that forbids.
 *
 * @param name with its first part, e.g. `nomad.raft.appliedIndex`.
 * @param filter.prefixes each behind `+`, what is told, or `-`, what is not.
 * @param filter.isDefault whether it is told when no prefix fits.
 */
export function isTold(
  name: string,
  { prefixes, isDefault }: { readonly prefixes: readonly string[]; readonly isDefault: boolean },
): boolean {
  const fitting = prefixes.filter((prefix) => name.startsWith(prefix.slice(1)));
  const length = Math.max(0, ...fitting.map((prefix) => prefix.length));
  const longest = fitting.filter((prefix) => prefix.length === length);
  return longest.length === 0 ? isDefault : longest.every((prefix) => prefix.startsWith('+'));
}
