/** Whether a pattern, in which `*` stands for any text, matches a name. */
export function matchesGlob(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return pattern === name;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return at <= end;
}

/**
 * Of the patterns that match a name, the one that says most of it: the name itself, else the pattern with the
 * most characters beside its `*`, and of equal ones the first by alphabet.
 */
export function closestPattern(patterns: Iterable<string>, name: string): string | undefined {
  let best: string | undefined;
  for (const pattern of patterns) {
    if (pattern === name) return pattern;
    if (!matchesGlob(pattern, name)) continue;
    if (best === undefined || saysMore(pattern, best)) best = pattern;
  }
  return best;
}

function saysMore(pattern: string, other: string): boolean {
  const more = weightOf(pattern) - weightOf(other);
  return more > 0 || (more === 0 && pattern < other);
}

function weightOf(pattern: string): number {
  return pattern.replaceAll('*', '').length;
}
