import type { Splat } from '../syntax/ast.ts';
import { isItems, tupleOf, unknownOf, type Value } from '../values/value.ts';
import { type Environment, evaluate } from './environment.ts';

/** `list[*].a`: the attribute of each item. Any other value is taken as a list of one, null as none. */
export function evaluateSplat({ from, item, each }: Splat, env: Environment): Value {
  const source = evaluate(from, env);
  if (source.kind === 'unknown') return unknownOf();
  if (source.kind === 'null') return tupleOf([]);
  const items = isItems(source) ? source.items : [source];
  return tupleOf(
    items.map((value) => evaluate(each, { ...env, splat: { item, value, outer: env.splat } })),
  );
}
