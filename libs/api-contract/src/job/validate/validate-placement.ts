import type { WireAffinity, WireConstraint, WireSpread } from '../wire-placement.ts';

/** Operands that need no value on the right, or no attribute on the left. */
const NEEDS_NO_VALUE = new Set(['distinct_hosts', 'is_set', 'is_not_set']);
const OPERANDS = new Set([
  'distinct_property',
  'distinct_hosts',
  'regexp',
  'version',
  'semver',
  'set_contains',
  'set_contains_all',
  'set_contains_any',
  'is_set',
  'is_not_set',
  '=',
  '==',
  'is',
  '!=',
  'not',
  '<',
  '<=',
  '>',
  '>=',
]);
/** Of several allocations, and so neither a wish nor something of one task. */
const DISTINCT = new Set(['distinct_hosts', 'distinct_property']);
const VERSIONS: Readonly<Record<string, RegExp>> = {
  version: /^\s*(?:=|!=|>=|<=|>|<|~>|)\s*v?\d+(?:\.\d+)*(?:[-+~][0-9A-Za-z.+~-]+)?\s*$/u,
  semver: /^\s*(?:=|!=|>=|<=|>|<|)\s*v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?\s*$/u,
};
const WEIGHT_MAX = 100;

/** Whose rules they are. */
export interface RulesOf {
  readonly level: 'job' | 'group' | 'task';
  /** The job's type. */
  readonly type: string;
}

/** The rules of a job, group or task; the numbers in the messages count from 1. */
export function placementFaults(
  rules: {
    Constraints?: readonly WireConstraint[] | null | undefined;
    Affinities?: readonly WireAffinity[] | null | undefined;
    Spreads?: readonly WireSpread[] | null | undefined;
  },
  { level, type }: RulesOf,
): string[] {
  const misplaced = level === 'task' ? misplacedFaults(rules.Constraints ?? []) : [];
  const faults = [...numbered('Constraint', rules.Constraints, constraintFaults), ...misplaced];
  if (type !== 'system') {
    return [
      ...faults,
      ...numbered('Affinity', rules.Affinities, affinityFaults),
      ...numbered('Spread', rules.Spreads, spreadFaults),
    ];
  }
  // There is nothing to choose: a system job runs on every node that will do.
  if (rules.Affinities?.length) faults.push('System jobs may not have an affinity block');
  if (rules.Spreads?.length) faults.push('System jobs may not have a spread block');
  return faults;
}

function misplacedFaults(constraints: readonly WireConstraint[]): string[] {
  return constraints.flatMap(({ Operand }, i) =>
    DISTINCT.has(Operand ?? '')
      ? [`Constraint ${i + 1} has disallowed Operand at task level: ${Operand}`]
      : [],
  );
}

function numbered<T>(
  noun: string,
  rules: readonly T[] | null | undefined,
  faultsOfRule: (rule: T) => string[],
): string[] {
  return (rules ?? []).flatMap((rule, i) =>
    faultsOfRule(rule).map((fault) => `${noun} ${i + 1} validation failed: ${fault}`),
  );
}

function constraintFaults({ LTarget, RTarget, Operand }: WireConstraint): string[] {
  const operand = Operand || '=';
  if (!OPERANDS.has(operand)) return [unknownOperand('constraint', operand)];
  const faults: string[] = [];
  if (operand !== 'distinct_hosts' && !LTarget) {
    faults.push(`No LTarget provided but is required by constraint`);
  }
  if (operand === 'regexp' && !isRegExp(RTarget ?? '')) {
    faults.push(`Regular expression failed to compile: ${RTarget}`);
  }
  if (operand === 'distinct_property') faults.push(...distinctCountFaults(RTarget ?? ''));
  if (!isVersion(operand, RTarget ?? '')) {
    faults.push(`${operand === 'semver' ? 'Semver' : 'Version'} constraint is invalid: ${RTarget}`);
  }
  if (!NEEDS_NO_VALUE.has(operand) && operand !== 'distinct_property' && !RTarget) {
    faults.push(`Operator "${operand}" requires an RTarget`);
  }
  return faults;
}

/** How many allocations may share a value: one, unless it is said. */
function distinctCountFaults(text: string): string[] {
  if (text === '') return [];
  if (!/^\d+$/u.test(text)) return [`Failed to convert RTarget "${text}" to a whole number`];
  if (Number(text) >= 1) return [];
  return [`Distinct Property must have an allowed count of 1 or greater: ${text} < 1`];
}

/** That a value is missing is told apart, and what a node fills in nobody knows yet. */
function isVersion(operand: string, text: string): boolean {
  const pattern = VERSIONS[operand];
  if (pattern === undefined || text === '' || text.includes('${')) return true;
  return text.split(',').every((part) => pattern.test(part));
}

function affinityFaults(affinity: WireAffinity): string[] {
  const operand = affinity.Operand || '=';
  const weight = affinity.Weight ?? 50;
  const isKnown = OPERANDS.has(operand) && !DISTINCT.has(operand);
  const faults = isKnown ? [] : [unknownOperand('affinity', operand)];
  if (weight === 0) faults.push('Affinity weight cannot be zero');
  if (Math.abs(weight) > WEIGHT_MAX) {
    faults.push('Affinity weight must be within the range [-100,100]');
  }
  return faults;
}

function spreadFaults({ Attribute, Weight, SpreadTarget }: WireSpread): string[] {
  const weight = Weight ?? 50;
  const targets = SpreadTarget ?? [];
  const faults: string[] = [];
  if (!Attribute) faults.push('Missing spread attribute');
  if (weight <= 0 || weight > WEIGHT_MAX) {
    faults.push('Spread block must have a positive weight from 0 to 100');
  }
  const seen = new Set<string>();
  let sum = 0;
  for (const { Value, Percent } of targets) {
    const value = Value ?? '';
    if (seen.has(value)) faults.push(`Spread target value "${value}" already defined`);
    seen.add(value);
    const percent = Percent ?? 0;
    if (percent < 0 || percent > 100) {
      faults.push(`Spread target percentage for value "${value}" must be between 0 and 100`);
    }
    sum += percent;
  }
  if (sum > 100) {
    faults.push(`Sum of spread target percentages must not be greater than 100%; got ${sum}%`);
  }
  return faults;
}

function unknownOperand(kind: 'constraint' | 'affinity', operand: string): string {
  const choices = [...OPERANDS].filter((name) => kind === 'constraint' || !DISTINCT.has(name));
  return `Unknown ${kind} operator "${operand}"; it must be one of ${choices.join(', ')}`;
}

function isRegExp(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
