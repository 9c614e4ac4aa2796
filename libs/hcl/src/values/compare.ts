import { sameType } from './type.ts';
import { compareStrings, isEntries, isItems, numberText, typeOf, type Value } from './value.ts';

/** Deep equality of known values; values of different types are never equal. */
export function isEqual(a: Value, b: Value): boolean {
  if (a.kind === 'null' || b.kind === 'null') return a.kind === b.kind;
  if (a.kind === 'string') return b.kind === 'string' && a.text === b.text;
  if (a.kind === 'number') return b.kind === 'number' && a.number.equals(b.number);
  if (a.kind === 'bool') return b.kind === 'bool' && a.bool === b.bool;
  if (!sameType(typeOf(a), typeOf(b))) return false;
  if (isItems(a) && isItems(b)) {
    const others = b.items;
    return (
      a.items.length === others.length &&
      a.items.every((item, index) => equalTo(item, others[index]))
    );
  }
  if (isEntries(a) && isEntries(b)) {
    const others = b.entries;
    return (
      a.entries.size === others.size &&
      [...a.entries].every(([key, item]) => equalTo(item, others.get(key)))
    );
  }
  return false;
}

function equalTo(a: Value, b: Value | undefined): boolean {
  return b !== undefined && isEqual(a, b);
}

/** The order in which a set gives its items: by value for primitives, by canonical text otherwise. */
export function compareInSet(a: Value, b: Value): number {
  if (a.kind === 'string' && b.kind === 'string') return compareStrings(a.text, b.text);
  if (a.kind === 'number' && b.kind === 'number') return a.number.comparedTo(b.number);
  return compareStrings(canonicalText(a), canonicalText(b));
}

/** A text that is the same for equal values and different for others. */
export function canonicalText(value: Value): string {
  if (value.kind === 'string') return JSON.stringify(value.text);
  if (value.kind === 'number') return numberText(value.number);
  if (value.kind === 'bool') return String(value.bool);
  if (isItems(value)) return `[${value.items.map(canonicalText).join(',')}]`;
  if (isEntries(value)) {
    return `{${[...value.entries].map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item)}`).join(',')}}`;
  }
  return value.kind;
}
