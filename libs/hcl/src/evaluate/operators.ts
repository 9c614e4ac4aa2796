import { assertNever } from '@steppe/domain';
import type { Decimal } from 'decimal.js';
import type { Binary, Expression, Unary } from '../syntax/ast.ts';
import type { Span } from '../syntax/source.ts';
import { isEqual } from '../values/compare.ts';
import { convert } from '../values/convert.ts';
import { BOOL, NUMBER, type Type } from '../values/type.ts';
import {
  type BoolValue,
  boolOf,
  isWhollyKnown,
  Num,
  type NumberValue,
  numberOf,
  unknownOf,
  type Value,
} from '../values/value.ts';
import { type Environment, evaluate } from './environment.ts';

type Arithmetic = '+' | '-' | '*' | '/' | '%';
type Comparison = '<' | '<=' | '>' | '>=';

export function evaluateUnary(expression: Unary, env: Environment): Value {
  const { operator, operand, span } = expression;
  const wanted = operator === '-' ? NUMBER : BOOL;
  const value = operandOf(operand, { env, wanted, side: 'unary', whole: span });
  if (value === undefined) return unknownOf(wanted);
  return value.kind === 'number' ? numberOf(value.number.negated()) : boolOf(!value.bool);
}

export function evaluateBinary(expression: Binary, env: Environment): Value {
  const { operator, left, right } = expression;
  switch (operator) {
    case '==':
    case '!=': {
      const a = evaluate(left, env);
      const b = evaluate(right, env);
      if (!isWhollyKnown(a) || !isWhollyKnown(b)) return unknownOf(BOOL);
      return boolOf(isEqual(a, b) === (operator === '=='));
    }
    case '&&':
    case '||': {
      const [a, b] = operandsOf(expression, env, BOOL);
      if (a?.kind !== 'bool' || b?.kind !== 'bool') return unknownOf(BOOL);
      return boolOf(operator === '&&' ? a.bool && b.bool : a.bool || b.bool);
    }
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const [a, b] = operandsOf(expression, env, NUMBER);
      if (a?.kind !== 'number' || b?.kind !== 'number') return unknownOf(BOOL);
      return boolOf(compare(operator, a, b));
    }
    case '+':
    case '-':
    case '*':
    case '/':
    case '%': {
      const [a, b] = operandsOf(expression, env, NUMBER);
      if (a?.kind !== 'number' || b?.kind !== 'number') return unknownOf(NUMBER);
      const result = calculate(operator, a.number, b.number);
      return result.isNaN() ? noNumber(expression, env) : numberOf(result);
    }
    default:
      return assertNever(operator);
  }
}

function compare(
  operator: Comparison,
  { number: a }: NumberValue,
  { number: b }: NumberValue,
): boolean {
  switch (operator) {
    case '<':
      return a.lessThan(b);
    case '<=':
      return a.lessThanOrEqualTo(b);
    case '>':
      return a.greaterThan(b);
    case '>=':
      return a.greaterThanOrEqualTo(b);
    default:
      return assertNever(operator);
  }
}

function calculate(operator: Arithmetic, a: Decimal, b: Decimal): Decimal {
  switch (operator) {
    case '+':
      return Num.add(a, b);
    case '-':
      return Num.sub(a, b);
    case '*':
      return Num.mul(a, b);
    case '/':
      return Num.div(a, b);
    case '%':
      // Nothing goes into zero, so all of it remains.
      return b.isZero() ? a : Num.mod(a, b);
    default:
      return assertNever(operator);
  }
}

function noNumber({ span }: Binary, env: Environment): Value {
  env.diagnostics.error({
    summary: 'Operation failed',
    detail: 'The result is no number: zero divided by zero, or infinity by infinity.',
    subject: span,
  });
  return unknownOf(NUMBER);
}

type Operand = NumberValue | BoolValue | undefined;

function operandsOf(
  { left, right, span }: Binary,
  env: Environment,
  wanted: Type,
): [Operand, Operand] {
  return [
    operandOf(left, { env, wanted, side: 'left', whole: span }),
    operandOf(right, { env, wanted, side: 'right', whole: span }),
  ];
}

interface OperandPlace {
  readonly env: Environment;
  readonly wanted: Type;
  readonly side: 'left' | 'right' | 'unary';
  readonly whole: Span;
}

/** The operand in its type; `undefined` when it has a fault, which is reported, or is unknown. */
function operandOf(expression: Expression, { env, wanted, side, whole }: OperandPlace): Operand {
  const value = evaluate(expression, env);
  if (value.kind === 'null') {
    env.diagnostics.error({
      summary: 'Operation failed',
      detail: `The ${side} operand is null.`,
      subject: whole,
    });
    return undefined;
  }
  const converted = convert(value, wanted);
  if (!converted.ok) {
    env.diagnostics.error({
      summary: 'Invalid operand',
      detail: `The ${side} operand does not fit: ${converted.problem}.`,
      subject: expression.span,
      context: whole,
    });
    return undefined;
  }
  const result = converted.value;
  return result.kind === 'number' || result.kind === 'bool' ? result : undefined;
}
