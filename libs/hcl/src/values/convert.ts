import { compareInSet, canonicalText } from './compare.ts';
import { DYNAMIC, describeType, requiredType, type Type } from './type.ts';
import { unify } from './unify.ts';
import {
  boolOf,
  isEntries,
  isItems,
  mapOf,
  nullOf,
  Num,
  numberOf,
  numberText,
  objectOf,
  stringOf,
  tupleOf,
  typeOf,
  unknownOf,
  type Items,
  type SequenceValue,
  type Value,
} from './value.ts';

/** A value of the wanted type, or why there is none, as the end of a sentence. */
export type Converted =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string };

const NUMBER_TEXT = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** Converts as the language does by itself: text ↔ number, text ↔ bool, tuple → list, object → map… */
export function convert(value: Value, type: Type): Converted {
  if (type.kind === 'dynamic') return { ok: true, value };
  if (value.kind === 'unknown') return { ok: true, value: unknownOf(type) };
  if (value.kind === 'null') return { ok: true, value: nullOf(type) };
  if (type.kind === 'list' || type.kind === 'set')
    return toSequence(value, type.kind, type.element);
  if (type.kind === 'map') return toMap(value, type.element);
  if (type.kind === 'tuple') return toTuple(value, type.elements);
  return type.kind === 'object' ? toObject(value, type.attributes) : toPrimitive(value, type);
}

/** The text of a primitive, or `undefined` for what has none. */
export function asText(value: Value): string | undefined {
  if (value.kind === 'string') return value.text;
  if (value.kind === 'number') return numberText(value.number);
  if (value.kind === 'bool') return value.bool ? 'true' : 'false';
  return undefined;
}

/** The items as a set: sorted, each once. */
export function setOf(element: Type, items: readonly Value[]): SequenceValue {
  const distinct = new Map(items.map((item) => [canonicalText(item), item]));
  return { kind: 'set', element, items: [...distinct.values()].toSorted(compareInSet) };
}

function toPrimitive(value: Value, type: Type): Converted {
  if (value.kind === type.kind) return { ok: true, value };
  if (type.kind === 'string') {
    const text = asText(value);
    if (text !== undefined) return { ok: true, value: stringOf(text) };
  }
  if (value.kind === 'string') {
    const { text } = value;
    if (type.kind === 'number') {
      return NUMBER_TEXT.test(text)
        ? { ok: true, value: numberOf(new Num(text)) }
        : { ok: false, problem: requiredType(type) };
    }
    if (text === 'true' || text === '1') return { ok: true, value: boolOf(true) };
    if (text === 'false' || text === '0') return { ok: true, value: boolOf(false) };
    return { ok: false, problem: requiredType(type) };
  }
  return mismatch(value, type);
}

function mismatch(value: Value, wanted: Type): Converted {
  return {
    ok: false,
    problem: `${describeType(wanted)} required, but have ${describeType(typeOf(value))}`,
  };
}

function toSequence(value: Value, kind: 'list' | 'set', wanted: Type): Converted {
  if (!isItems(value)) return mismatch(value, { kind, element: wanted });
  const element = wanted.kind === 'dynamic' ? commonElement(value) : wanted;
  if (element === undefined) {
    return { ok: false, problem: `all items of a ${kind} must have the same type` };
  }
  const items: Value[] = [];
  for (const [index, item] of value.items.entries()) {
    const converted = convert(item, element);
    if (!converted.ok) return { ok: false, problem: `item ${index}: ${converted.problem}` };
    items.push(converted.value);
  }
  return { ok: true, value: kind === 'set' ? setOf(element, items) : { kind, element, items } };
}

function commonElement(value: Items): Type | undefined {
  return value.kind === 'tuple' ? unify(value.items.map(typeOf)) : value.element;
}

function toMap(value: Value, wanted: Type): Converted {
  if (!isEntries(value)) return mismatch(value, { kind: 'map', element: wanted });
  const element =
    wanted.kind !== 'dynamic'
      ? wanted
      : value.kind === 'map'
        ? value.element
        : unify([...value.entries.values()].map(typeOf));
  if (element === undefined)
    return { ok: false, problem: 'all values of a map must have the same type' };
  const entries: Array<[string, Value]> = [];
  for (const [key, item] of value.entries) {
    const converted = convert(item, element);
    if (!converted.ok) return { ok: false, problem: `key "${key}": ${converted.problem}` };
    entries.push([key, converted.value]);
  }
  return { ok: true, value: mapOf(element, entries) };
}

function toTuple(value: Value, elements: readonly Type[]): Converted {
  if (!isItems(value) || value.kind === 'set') return mismatch(value, { kind: 'tuple', elements });
  if (value.items.length !== elements.length) {
    return { ok: false, problem: `a tuple of ${elements.length} items is required` };
  }
  const items: Value[] = [];
  for (const [index, item] of value.items.entries()) {
    const converted = convert(item, elements[index] ?? DYNAMIC);
    if (!converted.ok) return { ok: false, problem: `item ${index}: ${converted.problem}` };
    items.push(converted.value);
  }
  return { ok: true, value: tupleOf(items) };
}

function toObject(value: Value, attributes: ReadonlyMap<string, Type>): Converted {
  if (!isEntries(value)) return mismatch(value, { kind: 'object', attributes });
  const entries: Array<[string, Value]> = [];
  for (const [name, type] of attributes) {
    const item = value.entries.get(name);
    if (item === undefined) return { ok: false, problem: `attribute "${name}" is required` };
    const converted = convert(item, type);
    if (!converted.ok) return { ok: false, problem: `attribute "${name}": ${converted.problem}` };
    entries.push([name, converted.value]);
  }
  return { ok: true, value: objectOf(entries) };
}
