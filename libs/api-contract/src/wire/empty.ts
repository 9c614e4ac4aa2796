/** Go's JSON shows a list or map that was never made as null, and clients expect that. */
export function nullIfEmpty<T>(list: readonly T[]): T[] | null {
  return list.length === 0 ? null : [...list];
}

export function nullIfNoKeys<T>(map: Readonly<Record<string, T>>): Record<string, T> | null {
  return Object.keys(map).length === 0 ? null : { ...map };
}

/** Leaves out what has Go's zero value, as a field marked `omitempty` does. */
export function withoutZeroValues(
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isZero(value)));
}

function isZero(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === 0 ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** What of a wire object no field of the domain takes: kept as it is, to be given back. Nulls say nothing. */
export function extraOf(
  wire: Readonly<Record<string, unknown>>,
  mapped: ReadonlySet<string>,
): Record<string, unknown> {
  const extra: Record<string, unknown> = {};
  for (const key in wire) {
    const value = wire[key];
    if (value !== null && value !== undefined && !mapped.has(key)) extra[key] = value;
  }
  return extra;
}
