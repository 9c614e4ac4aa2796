import type { ObjectItem, ObjectLiteral } from '../syntax/ast.ts';
import type { Span } from '../syntax/source.ts';
import { asText } from '../values/convert.ts';
import { objectOf, unknownOf, type Value } from '../values/value.ts';
import { type Environment, evaluate } from './environment.ts';

/** `{ a = 1, (b) = 2 }`; of equal keys the last one counts. */
export function evaluateObject({ items, span }: ObjectLiteral, env: Environment): Value {
  const entries = new Map<string, Value>();
  let isKnown = true;
  for (const item of items) {
    const key = keyOf(item, span, env);
    const value = evaluate(item.value, env);
    if (key === undefined) isKnown = false;
    else entries.set(key, value);
  }
  return isKnown ? objectOf(entries) : unknownOf();
}

function keyOf({ key, bareKey }: ObjectItem, context: Span, env: Environment): string | undefined {
  if (bareKey !== undefined) return bareKey;
  if (key.kind === 'reference') {
    env.diagnostics.error({
      summary: 'Ambiguous attribute key',
      detail:
        'Put the key in quotes when this is its name, or in parentheses when it refers to a value.',
      subject: key.span,
    });
    return undefined;
  }
  const value = evaluate(key, env);
  if (value.kind === 'unknown') return undefined;
  const text = asText(value);
  if (text === undefined) {
    env.diagnostics.error({
      summary: value.kind === 'null' ? 'Null value as key' : 'Incorrect key type',
      detail: 'The key of an object must be a string.',
      subject: key.span,
      context,
    });
  }
  return text;
}
