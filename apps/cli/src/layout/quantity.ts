const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** e.g. `128 MiB`, `1.7 MiB`, `0 B`: one decimal below ten. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1_024 && unit < BYTE_UNITS.length - 1) {
    value /= 1_024;
    unit++;
  }
  const rounded = unit > 0 && Math.round(value * 10) < 100 ? value.toFixed(1) : value.toFixed(0);
  return `${rounded} ${BYTE_UNITS[unit]}`;
}

export function formatMebibytes(mebibytes: number): string {
  return formatBytes(mebibytes * 1_024 * 1_024);
}

/** The first eight characters of an ID, or all of it. */
export function shortId(id: string, { verbose }: { verbose: boolean }): string {
  return verbose ? id : id.slice(0, 8);
}
