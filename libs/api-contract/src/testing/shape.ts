/**
 * What a client's decoder sees of a value: its fields, and the kind of each. Keys of maps that hold what users
 * name are given in `maps`; of those only the values' shape counts.
 */
export function shapeOf(value: unknown, maps: readonly string[] = []): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0], maps)];
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [
        key,
        maps.includes(key) ? mapShape(field, maps) : shapeOf(field, maps),
      ])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}

function mapShape(value: unknown, maps: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return shapeOf(value);
  const [first] = Object.values(value);
  return first === undefined ? 'empty map' : ['map of', shapeOf(first, maps)];
}
