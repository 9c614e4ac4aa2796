import { assertNever } from '@steppe/domain';
import type { Expression } from './ast.ts';

/** The expressions directly inside of one. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'template':
      return expression.parts;
    case 'template-wrap':
      return [expression.wrapped];
    case 'template-join':
      return [expression.tuple];
    case 'traversal':
      return [expression.from];
    case 'index':
      return [expression.collection, expression.key];
    case 'splat':
      return [expression.from, expression.each];
    case 'call':
      return expression.args;
    case 'conditional':
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case 'tuple':
      return expression.items;
    case 'object':
      return expression.items.flatMap(({ key, bareKey, value }) =>
        bareKey === undefined ? [key, value] : [value],
      );
    case 'for':
      return [expression.collection, expression.key, expression.value, expression.condition].filter(
        (child) => child !== undefined,
      );
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'parentheses':
      return [expression.inner];
    case 'literal':
    case 'reference':
    case 'splat-item':
      return [];
    default:
      return assertNever(expression);
  }
}
