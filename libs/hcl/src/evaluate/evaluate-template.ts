import type { Template, TemplateJoin } from '../syntax/ast.ts';
import type { Span } from '../syntax/source.ts';
import { asText } from '../values/convert.ts';
import { describeType, STRING } from '../values/type.ts';
import { isItems, stringOf, typeOf, unknownOf, type Value } from '../values/value.ts';
import { type Environment, evaluate } from './environment.ts';

/** The texts of the parts, joined. A part that has no text is reported and left out. */
export function evaluateTemplate({ parts, span }: Template, env: Environment): Value {
  let text = '';
  let isKnown = true;
  for (const part of parts) {
    const value = evaluate(part, env);
    if (value.kind === 'unknown') isKnown = false;
    else text += textOrFault(value, part.span, span, env);
  }
  env.budget.spend(text.length);
  return isKnown ? stringOf(text) : unknownOf(STRING);
}

export function evaluateTemplateJoin({ tuple, span }: TemplateJoin, env: Environment): Value {
  const items = evaluate(tuple, env);
  if (!isItems(items)) return unknownOf(STRING);
  if (items.items.some((item) => item.kind === 'unknown')) return unknownOf(STRING);
  return stringOf(items.items.map((item) => textOrFault(item, tuple.span, span, env)).join(''));
}

function textOrFault(value: Value, subject: Span, context: Span, env: Environment): string {
  const text = asText(value);
  if (text !== undefined) return text;
  const problem = value.kind === 'null' ? 'It is null.' : `It is a ${describeType(typeOf(value))}.`;
  env.diagnostics.error({
    summary: 'Invalid template interpolation value',
    detail: `Only text, numbers and bools can stand in a string. ${problem}`,
    subject,
    context,
  });
  return '';
}
