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
const WEIGHT_MAX = 100;

/** The rules of a job, group or task; the numbers in the messages count from 1. */
export function placementFaults(rules: {
  Constraints?: readonly WireConstraint[] | null | undefined;
  Affinities?: readonly WireAffinity[] | null | undefined;
  Spreads?: readonly WireSpread[] | null | undefined;
}): string[] {
  return [
    ...numbered('Constraint', rules.Constraints, constraintFaults),
    ...numbered('Affinity', rules.Affinities, affinityFaults),
    ...numbered('Spread', rules.Spreads, spreadFaults),
  ];
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
  if (!NEEDS_NO_VALUE.has(operand) && operand !== 'distinct_property' && !RTarget) {
    faults.push(`Operator "${operand}" requires an RTarget`);
  }
  return faults;
}

function affinityFaults(affinity: WireAffinity): string[] {
  const operand = affinity.Operand || '=';
  const weight = affinity.Weight ?? 50;
  const faults = OPERANDS.has(operand) ? [] : [unknownOperand('affinity', operand)];
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
  return `Unknown ${kind} operator "${operand}"; it must be one of ${[...OPERANDS].join(', ')}`;
}

function isRegExp(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
