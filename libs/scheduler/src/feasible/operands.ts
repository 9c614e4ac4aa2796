import { RE2JS, RE2JSSyntaxException } from 're2js';
import { versionMatcher } from './version-constraint.ts';

/** Compares the two sides of a rule. A side that the node does not have is undefined. */
export type Comparison = (left: string | undefined, right: string | undefined) => boolean;

/** The test that an operand stands for. An operand that nobody knows matches nothing. */
export function comparisonOf(operand: string): Comparison {
  switch (operand) {
    case '=':
    case '==':
    case 'is':
      return both((left, right) => left === right);
    case '!=':
    case 'not':
      // A missing attribute differs from every value.
      return (left, right) => (left ?? '') !== (right ?? '');
    case '<':
      return both((left, right) => compareValues(left, right) < 0);
    case '<=':
      return both((left, right) => compareValues(left, right) <= 0);
    case '>':
      return both((left, right) => compareValues(left, right) > 0);
    case '>=':
      return both((left, right) => compareValues(left, right) >= 0);
    case 'is_set':
      return (left) => left !== undefined;
    case 'is_not_set':
      return (left) => left === undefined;
    case 'version':
    case 'semver':
      return both(remembering((right) => versionMatcher(right, operand)));
    case 'regexp':
      return both(remembering(regexpMatcher));
    case 'set_contains':
    case 'set_contains_all':
      return both((left, right) => itemsOf(right).every((item) => itemsOf(left).includes(item)));
    case 'set_contains_any':
      return both((left, right) => itemsOf(right).some((item) => itemsOf(left).includes(item)));
    default:
      return () => false;
  }
}

function both(compare: (left: string, right: string) => boolean): Comparison {
  return (left, right) => left !== undefined && right !== undefined && compare(left, right);
}

/** Compiles the right side once, since it is nearly always the same literal. */
function remembering(
  compile: (right: string) => (left: string) => boolean,
): (left: string, right: string) => boolean {
  let last: { right: string; matches: (left: string) => boolean } | undefined;
  return (left, right) => {
    if (last?.right !== right) last = { right, matches: compile(right) };
    return last.matches(left);
  };
}

/** Go's regular expressions, which need linear time: a hostile pattern cannot stop the scheduler. */
function regexpMatcher(pattern: string): (text: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).find();
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return () => false;
    throw error;
  }
}

/** Whole numbers by value, else decimal numbers by value, else text order. */
function compareValues(left: string, right: string): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a - b;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function numberOf(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

function itemsOf(list: string): string[] {
  return list.split(',').map((item) => item.trim());
}
