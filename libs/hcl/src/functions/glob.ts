/** Whether a path fits a pattern with `*`, `?`, `[a-z]`, `{a,b}`, and `**` for any number of directories. */
export function matchGlob(pattern: string, path: string): boolean {
  return expandBraces(pattern).some((plain) => matchParts(plain.split('/'), path.split('/')));
}

/** More alternatives than this count as text. */
const ALTERNATIVES_MAX = 256;

function expandBraces(pattern: string): string[] {
  let patterns = [pattern];
  for (;;) {
    const index = patterns.findIndex((each) => /\{[^{}]*\}/.test(each));
    const found = patterns[index];
    if (found === undefined || patterns.length > ALTERNATIVES_MAX) return patterns;
    const [whole = '', inner = ''] = /\{([^{}]*)\}/.exec(found) ?? [];
    const expanded = inner.split(',').map((choice) => found.replace(whole, () => choice));
    patterns = patterns.toSpliced(index, 1, ...expanded);
  }
}

function matchParts(pattern: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return path.length === 0;
  if (first === '**')
    return path.some((_, index) => matchParts(rest, path.slice(index))) || matchParts(rest, []);
  const [part, ...others] = path;
  return part !== undefined && matchName(first, part) && matchParts(rest, others);
}

/** Walks both texts once, remembering the last star to come back to; there is no exponential case. */
function matchName(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let retry = 0;
  let index = 0;
  while (index < name.length) {
    const step = matchOne(pattern, at, name.charAt(index));
    if (step > 0) {
      at += step;
      index += 1;
    } else if (pattern.charAt(at) === '*') {
      star = at;
      at += 1;
      retry = index;
    } else if (star >= 0) {
      retry += 1;
      index = retry;
      at = star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

/** How much of the pattern one character takes; 0 when it does not fit. */
function matchOne(pattern: string, at: number, char: string): number {
  const symbol = pattern.charAt(at);
  if (symbol === '?') return 1;
  if (symbol === '\\') return pattern.charAt(at + 1) === char ? 2 : 0;
  const close = symbol === '[' ? pattern.indexOf(']', at + 2) : -1;
  if (close < 0) return symbol !== '*' && symbol === char ? 1 : 0;
  const isNegated = /[\^!]/.test(pattern.charAt(at + 1));
  const set = pattern.slice(at + (isNegated ? 2 : 1), close);
  return isInSet(set, char) === isNegated ? 0 : close - at + 1;
}

function isInSet(set: string, char: string): boolean {
  for (let at = 0; at < set.length; at += 1) {
    const isRange = set.charAt(at + 1) === '-' && at + 2 < set.length;
    if (isRange && char >= set.charAt(at) && char <= set.charAt(at + 2)) return true;
    if (set.charAt(at) === char) return true;
    if (isRange) at += 2;
  }
  return false;
}
