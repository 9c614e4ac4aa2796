import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { canonicalText } from '../values/compare.ts';
import { convert, setOf } from '../values/convert.ts';
import { DYNAMIC, setType } from '../values/type.ts';
import { unify } from '../values/unify.ts';
import { isItems, type Items, tupleOf, typeOf, type Value } from '../values/value.ts';
import { any, type Arguments, variadic } from './define.ts';

/** Products with more items are refused: a few short lists can make a huge one. */
const PRODUCT_MAX = 100_000;

export const setFunctions: Readonly<Record<string, HclFunction>> = {
  setintersection: variadic([any('first_set')], any('other_sets'), (args) =>
    ofSets(args, (sets) => {
      const [first = [], ...others] = sets;
      const known = others.map((items) => new Set(items.map(canonicalText)));
      return first.filter((item) => known.every((keys) => keys.has(canonicalText(item))));
    }),
  ),
  setproduct: variadic([], any('sets'), product),
  setunion: variadic([any('first_set')], any('other_sets'), (args) =>
    ofSets(args, (sets) => sets.flat()),
  ),
};

function ofSets(
  args: Arguments,
  combine: (sets: ReadonlyArray<readonly Value[]>) => readonly Value[],
): Value {
  const sets = args.values.map((_, index) => args.items(index));
  const element =
    unify(sets.flatMap((set) => set.items.map(typeOf))) ?? unify(sets.flatMap(elementTypes));
  if (element === undefined) throw new FunctionFault('all sets must have items of one type');
  const converted = sets.map((set) => itemsAs(set, element));
  return setOf(element, combine(converted));
}

function elementTypes(set: Items) {
  return set.kind === 'tuple' ? set.items.map(typeOf) : [set.element];
}

function itemsAs(set: Items, element: ReturnType<typeof typeOf>): readonly Value[] {
  const result = convert(set, setType(element));
  if (!result.ok) throw new FunctionFault(result.problem);
  return isItems(result.value) ? result.value.items : [];
}

/** Every combination of one item of each. Sets give a set, everything else a list. */
function product(args: Arguments): Value {
  if (args.values.length < 2) throw new FunctionFault('at least two sets are required');
  const lists = args.values.map((_, index) => args.items(index));
  const count = lists.reduce((total, { items }) => total * items.length, 1);
  if (count > PRODUCT_MAX) throw new FunctionFault(`it would have ${count} items`);
  const combinations = lists.reduce<Value[][]>(
    (all, { items }) => all.flatMap((before) => items.map((item) => [...before, item])),
    [[]],
  );
  const items = combinations.map(tupleOf);
  return lists.every((list) => list.kind === 'set')
    ? setOf(unify(items.map(typeOf)) ?? DYNAMIC, items)
    : tupleOf(items);
}
