import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { canonicalText, isEqual } from '../values/compare.ts';
import { convert } from '../values/convert.ts';
import { DYNAMIC, listType, STRING, type Type } from '../values/type.ts';
import { unify } from '../values/unify.ts';
import {
  boolOf,
  compareStrings,
  isEntries,
  isItems,
  listOf,
  mapOf,
  numberOf,
  objectOf,
  stringOf,
  tupleOf,
  typeOf,
  type Value,
} from '../values/value.ts';
import {
  any,
  anyOrNull,
  type Arguments,
  define,
  listOfTexts,
  number,
  ofType,
  variadic,
} from './define.ts';
import { rangeOf } from './range.ts';

export const collectionFunctions: Readonly<Record<string, HclFunction>> = {
  chunklist: define([any('list'), number('size')], chunklist),
  coalesce: variadic([], anyOrNull('vals'), coalesce),
  coalescelist: variadic([], anyOrNull('vals'), (args) => {
    const found = args.values.find((value) => isItems(value) && value.items.length > 0);
    if (found === undefined) throw new FunctionFault('no list has items');
    return found;
  }),
  compact: define([listOfTexts('list')], (args) =>
    listOf(
      STRING,
      args.items(0).items.filter((item) => item.kind === 'string' && item.text !== ''),
    ),
  ),
  concat: variadic([], any('seqs'), concat),
  contains: define([any('list'), any('value')], (args) =>
    boolOf(args.items(0).items.some((item) => isEqual(item, args.at(1)))),
  ),
  distinct: define([ofType('list', listType(DYNAMIC))], distinct),
  element: define([any('list'), number('index')], element),
  flatten: define([any('list')], (args) => tupleOf(flattened(args.items(0).items))),
  index: define([any('collection'), any('key')], indexOf),
  keys: define([any('inputMap')], (args) => {
    const keys = [...args.entries(0).entries.keys()].map(stringOf);
    return args.at(0).kind === 'map' ? listOf(STRING, keys) : tupleOf(keys);
  }),
  length: define([any('collection')], length),
  lookup: define([any('inputMap'), ofType('key', STRING), anyOrNull('default')], lookup),
  merge: variadic([], anyOrNull('maps'), merge),
  range: variadic([], number('params'), rangeOf),
  slice: define([any('list'), number('start_index'), number('end_index')], slice),
  sort: define([listOfTexts('list')], (args) =>
    listOf(STRING, args.texts(0).toSorted(compareStrings).map(stringOf)),
  ),
  values: define([any('mapping')], (args) => {
    const map = args.entries(0);
    const items = [...map.entries.values()];
    return map.kind === 'map' ? listOf(map.element, items) : tupleOf(items);
  }),
  zipmap: define([listOfTexts('keys'), any('values')], zipmap),
};

/** The items in a list when they come from one, otherwise in a tuple. */
function likeList(source: Value, items: readonly Value[]): Value {
  return source.kind === 'list' || source.kind === 'set'
    ? listOf(source.element, items)
    : tupleOf(items);
}

function distinct(args: Arguments): Value {
  const items = new Map<string, Value>();
  for (const item of args.items(0).items) {
    const key = canonicalText(item);
    if (!items.has(key)) items.set(key, item);
  }
  return likeList(args.at(0), [...items.values()]);
}

function chunklist(args: Arguments): Value {
  const { items } = args.items(0);
  const size = args.integer(1);
  if (size < 0) throw new FunctionFault('the size must not be negative', 1);
  if (items.length === 0) return tupleOf([]);
  const step = size === 0 ? items.length : size;
  const count = Math.ceil(items.length / step);
  const chunks = Array.from({ length: count }, (_, index) =>
    items.slice(index * step, (index + 1) * step),
  );
  return tupleOf(chunks.map((chunk) => likeList(args.at(0), chunk)));
}

/** The first that is not null, in the type that all have in common. */
function coalesce({ values }: Arguments): Value {
  const type = unify(values.map(typeOf));
  if (type === undefined) throw new FunctionFault('all arguments must have a common type');
  const found = values.find((value) => value.kind !== 'null');
  if (found === undefined) throw new FunctionFault('all arguments are null');
  return converted(found, type);
}

function concat(args: Arguments): Value {
  const lists = args.values.map((_, index) => args.items(index));
  const items = lists.flatMap((list) => list.items);
  const [first] = lists;
  if (first === undefined) throw new FunctionFault('at least one list is required');
  const common = lists.every((list) => list.kind === 'list')
    ? unify(lists.flatMap((list) => (list.kind === 'list' ? [list.element] : [])))
    : undefined;
  return common === undefined
    ? tupleOf(items)
    : listOf(
        common,
        items.map((item) => converted(item, common)),
      );
}

function converted(value: Value, type: Type): Value {
  const result = convert(value, type);
  if (!result.ok) throw new FunctionFault(result.problem);
  return result.value;
}

/** An index past the end starts over at the beginning. */
function element(args: Arguments): Value {
  const { items } = args.items(0);
  const index = args.integer(1);
  const item = items[((index % items.length) + items.length) % items.length];
  if (item === undefined) throw new FunctionFault('the list has no items', 0);
  return item;
}

function flattened(items: readonly Value[]): Value[] {
  return items.flatMap((item) => (isItems(item) ? flattened(item.items) : [item]));
}

/** The element that a key or index names. */
function indexOf(args: Arguments): Value {
  const collection = args.at(0);
  if (collection.kind === 'object') throw new FunctionFault('a list or map is required');
  const found = isEntries(collection) ? entryAt(collection.entries, args.at(1)) : itemAt(args);
  if (found === undefined) throw new FunctionFault('there is no such element');
  return found;
}

function entryAt(entries: ReadonlyMap<string, Value>, key: Value): Value | undefined {
  if (key.kind !== 'string') throw new FunctionFault('the key of a map must be a string');
  return entries.get(key.text);
}

function itemAt(args: Arguments): Value | undefined {
  const key = args.at(1);
  if (key.kind !== 'number') throw new FunctionFault('the key of a list must be a number');
  return args.items(0).items[key.number.toNumber()];
}

function length(args: Arguments): Value {
  const value = args.at(0);
  if (isItems(value)) return numberOf(value.items.length);
  if (value.kind === 'map') return numberOf(value.entries.size);
  throw new FunctionFault('a list, set or map is required');
}

function lookup(args: Arguments): Value {
  const map = args.entries(0);
  const found = map.entries.get(args.text(1));
  if (found !== undefined) return found;
  return map.kind === 'map' ? converted(args.at(2), map.element) : args.at(2);
}

function merge({ values }: Arguments): Value {
  const maps = values.filter((value) => value.kind !== 'null');
  const entries = new Map<string, Value>();
  for (const map of maps) {
    if (!isEntries(map)) throw new FunctionFault('only maps and objects can be merged');
    for (const [key, value] of map.entries) entries.set(key, value);
  }
  const [first] = maps;
  const type = first?.kind === 'map' ? unify(maps.map(typeOf)) : undefined;
  return type?.kind === 'map' ? converted(mapOf(type.element, entries), type) : objectOf(entries);
}

function slice(args: Arguments): Value {
  const list = args.items(0);
  const start = args.integer(1);
  const end = args.integer(2);
  if (list.kind === 'set') throw new FunctionFault('a set has no order to take a part of', 0);
  if (start < 0 || start > list.items.length)
    throw new FunctionFault('the start lies outside of the list', 1);
  if (end > list.items.length) throw new FunctionFault('the end lies past the end of the list', 2);
  if (end < start) throw new FunctionFault('the start must not come after the end', 1);
  return likeList(list, list.items.slice(start, end));
}

function zipmap(args: Arguments): Value {
  const keys = args.texts(0);
  const values = args.items(1);
  if (keys.length !== values.items.length)
    throw new FunctionFault(`there are ${keys.length} keys and ${values.items.length} values`);
  const entries = keys.flatMap((key, index): Array<[string, Value]> => {
    const value = values.items[index];
    return value === undefined ? [] : [[key, value]];
  });
  return values.kind === 'list' ? mapOf(values.element, entries) : objectOf(entries);
}
