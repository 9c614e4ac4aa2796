/** Columns two blanks apart, as wide as their widest cell; the last one is not filled up. */
export function table(rows: readonly (readonly string[])[], { empty = '<none>' } = {}): string {
  const filled = rows.map((row) => row.map((cell) => (cell === '' ? empty : cell)));
  const widths: number[] = [];
  for (const row of filled) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, characterCount(cell));
    }
  }
  return filled
    .map((row) =>
      row.map((cell, i) => pad(cell, { width: widths[i], last: i === row.length - 1 })).join('  '),
    )
    .join('\n');
}

/** `Key = value` lines with the equals signs under each other. */
export function keyValues(
  pairs: readonly (readonly [string, string])[],
  { empty = '<none>' } = {},
): string {
  const width = Math.max(...pairs.map(([key]) => key.length));
  return pairs
    .map(([key, value]) => `${key.padEnd(width)} = ${value === '' ? empty : value}`)
    .join('\n');
}

function pad(
  cell: string,
  { width = 0, last }: { width: number | undefined; last: boolean },
): string {
  return last ? cell : cell + ' '.repeat(Math.max(0, width - characterCount(cell)));
}

function characterCount(text: string): number {
  return Array.from(text).length;
}
