import type { Conditional } from '../syntax/ast.ts';
import type { Fault } from '../syntax/diagnostics.ts';
import { between } from '../syntax/source.ts';
import { describeType, type Type } from '../values/type.ts';

export function describeMismatch(expression: Conditional, yes: Type, no: Type): Fault {
  return {
    summary: 'Inconsistent conditional result types',
    detail: `Both results of a conditional must have one type, but the first is ${describeType(yes)} and the second ${describeType(no)}.`,
    subject: between(expression.whenTrue.span, expression.whenFalse.span),
    context: expression.span,
  };
}
