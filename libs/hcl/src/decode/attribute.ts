import type { Attribute, Expression } from '../syntax/ast.ts';
import { type Environment, evaluate } from '../evaluate/environment.ts';
import { convert } from '../values/convert.ts';
import { type Json, numberToJson, toJson } from '../values/json.ts';
import { BOOL, listType, NUMBER, STRING, type Type } from '../values/type.ts';
import { isItems, isWhollyKnown, Num, numberOf, type Value } from '../values/value.ts';
import { parseDuration } from './duration.ts';
import type { AttributeType, BlockSchema } from './schema.ts';

const WANTED: Readonly<Record<Exclude<AttributeType, 'duration'>, Type>> = {
  text: STRING,
  integer: NUMBER,
  bool: BOOL,
  texts: listType(STRING),
  integers: listType(NUMBER),
};

const INTEGER_MAX = new Num('9223372036854775807');

/** The JSON of an attribute's value; `undefined` after a fault, which is reported. */
export function decodeAttribute(
  { expression, span }: Attribute,
  type: AttributeType,
  env: Environment,
  { pointsAtWholeValue }: Pick<BlockSchema, 'pointsAtWholeValue'> = {},
): Json | undefined {
  const value = evaluate(expression, env);
  const at = pointsAtWholeValue ? { start: expression.span, span } : expression;
  if (!isWhollyKnown(value)) {
    reportUnusable(at, env, NO_VALUE);
    return undefined;
  }
  const result = type === 'duration' ? durationOf(value) : plainOf(value, type);
  if (typeof result === 'string') {
    reportUnusable(at, env, result);
    return undefined;
  }
  return result.json;
}

/** The problem of a value that an earlier fault has left unknown. */
export const NO_VALUE = 'it has no value';

/** Says that an expression's value cannot be used; after an earlier fault, that is a mere consequence. */
export function reportUnusable(
  at: Pick<Expression, 'start' | 'span'>,
  env: Environment,
  problem: string,
): void {
  env.diagnostics.error({
    summary: 'Unsuitable value',
    detail: `This value does not fit here: ${problem}.`,
    subject: at.start,
    context: at.span,
    consequence: problem === NO_VALUE,
  });
}

/** The JSON, or a problem as the end of a sentence. */
type Read = { readonly json: Json } | string;

function plainOf(value: Value, type: Exclude<AttributeType, 'duration'>): Read {
  const converted = convert(value, WANTED[type]);
  if (!converted.ok) return converted.problem;
  const result = converted.value;
  if (result.kind === 'number') return integerOf(result);
  if (isItems(result)) {
    if (result.items.some((item) => item.kind === 'null')) return 'an item of the list is null';
    const items = result.items.map((item) =>
      item.kind === 'number' ? integerOf(item) : { json: toJson(item) },
    );
    const problem = items.find((item) => typeof item === 'string');
    return problem ?? { json: items.map((item) => (typeof item === 'string' ? null : item.json)) };
  }
  return { json: toJson(result) };
}

function integerOf(value: Extract<Value, { kind: 'number' }>): Read {
  if (!value.number.isInteger()) return 'a whole number is required';
  if (value.number.abs().greaterThan(INTEGER_MAX)) return 'the number is too large';
  return { json: numberToJson(value) };
}

function durationOf(value: Value): Read {
  if (value.kind === 'null') return 'a duration like "30s" is required, but have null';
  if (value.kind === 'number') return integerOf(numberOf(value.number));
  if (value.kind !== 'string') return 'a duration like "30s" is required';
  const nanoseconds = parseDuration(value.text);
  return typeof nanoseconds === 'string'
    ? `a duration is required, and ${nanoseconds}`
    : { json: numberToJson(numberOf(nanoseconds)) };
}
