import { RE2JS, RE2JSException } from 're2js';
import { FunctionFault } from '../evaluate/function.ts';

/**
 * Replaces every match of a pattern. The patterns are RE2's, which take linear time for any input.
 * In the replacement, `$1`, `${1}` and `${name}` stand for groups.
 */
export function replacePattern(str: string, pattern: string, replacement: string): string {
  const matcher = compile(pattern).matcher(str);
  let result = '';
  let last = 0;
  while (matcher.find()) {
    const group = (name: string) => groupOf(matcher, name);
    result += str.slice(last, matcher.start()) + expand(replacement, group);
    last = matcher.end();
  }
  return result + str.slice(last);
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    throw new FunctionFault(`the pattern cannot be read: ${cause.message}`, 1);
  }
}

function expand(replacement: string, group: (name: string) => string): string {
  return replacement.replace(
    /\$(?:\$|\{(\w+)\}|(\w+))/g,
    (whole, braced: string | undefined, plain: string | undefined) => {
      const name = braced ?? plain;
      return name === undefined ? whole.slice(1) : group(name);
    },
  );
}

/** A group that does not exist, or took no part in the match, is the empty text. */
function groupOf(matcher: ReturnType<RE2JS['matcher']>, name: string): string {
  const index = Number(name);
  if (Number.isInteger(index))
    return index <= matcher.groupCount() ? (matcher.group(index) ?? '') : '';
  return name in matcher.getNamedGroups() ? (matcher.group(name) ?? '') : '';
}
