/** JSON with four blanks a level and sorted keys, as the peer's `-json` prints it. */
export function formatJson(value: unknown): string {
  return formatJsonInOrder(sorted(value));
}

/** The same with the keys as they come. */
export function formatJsonInOrder(value: unknown): string {
  return JSON.stringify(value, undefined, 4);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, field]) => [key, sorted(field)]));
}
