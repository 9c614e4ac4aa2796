import { FunctionFault } from '../evaluate/function.ts';
import { NUMBER } from '../values/type.ts';
import { listOf, Num, type NumberValue, numberOf, type Value } from '../values/value.ts';
import type { Arguments } from './define.ts';

const ITEMS_MAX = 1024;

/** `range(end)`, `range(start, end)` or `range(start, end, step)`; the end is not included. */
export function rangeOf(args: Arguments): Value {
  const count = args.values.length;
  if (count < 1 || count > 3) throw new FunctionFault('one, two or three numbers are required');
  const start = count === 1 ? new Num(0) : args.number(0);
  const end = args.number(count === 1 ? 0 : 1);
  const goesDown = end.lessThan(start);
  const step = count === 3 ? args.number(2) : new Num(goesDown ? -1 : 1);
  if (step.isZero()) throw new FunctionFault('the step must not be zero', 2);
  if (step.isNegative() && start.lessThan(end))
    throw new FunctionFault('with a negative step, the end must be less than the start', 1);
  if (!step.isNegative() && goesDown)
    throw new FunctionFault('with a positive step, the end must not be less than the start', 1);
  const items: NumberValue[] = [];
  for (
    let number = start;
    step.isNegative() ? number.greaterThan(end) : number.lessThan(end);
    number = number.plus(step)
  ) {
    if (items.length === ITEMS_MAX)
      throw new FunctionFault(`it would have more than ${ITEMS_MAX} items`);
    items.push(numberOf(number));
  }
  return listOf(NUMBER, items);
}
