import { assertNever } from '@steppe/domain';
import { Decimal } from 'decimal.js';
import {
  BOOL,
  DYNAMIC,
  listType,
  mapType,
  NUMBER,
  objectType,
  setType,
  STRING,
  tupleType,
  type Type,
} from './type.ts';

/**
 * About as many digits as the 512 bits that the language gives to numbers. The exponent is
 * limited, so that no short text can stand for a number whose digits fill the memory.
 */
export const Num = Decimal.clone({ precision: 155, maxE: 9999, minE: -9999 });

/** A value of the language. Maps and objects are kept in the order of their keys, sets in that of their items. */
export type Value =
  | { readonly kind: 'unknown'; readonly type: Type }
  | { readonly kind: 'null'; readonly type: Type }
  | StringValue
  | NumberValue
  | BoolValue
  | SequenceValue
  | TupleValue
  | MapValue
  | ObjectValue;

export interface StringValue {
  readonly kind: 'string';
  readonly text: string;
}
export interface NumberValue {
  readonly kind: 'number';
  readonly number: Decimal;
}
export interface BoolValue {
  readonly kind: 'bool';
  readonly bool: boolean;
}
export interface SequenceValue {
  readonly kind: 'list' | 'set';
  readonly element: Type;
  readonly items: readonly Value[];
}
export interface TupleValue {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
}
export interface MapValue {
  readonly kind: 'map';
  readonly element: Type;
  readonly entries: ReadonlyMap<string, Value>;
}
export interface ObjectValue {
  readonly kind: 'object';
  readonly entries: ReadonlyMap<string, Value>;
}

export type Items = SequenceValue | TupleValue;
export type Entries = MapValue | ObjectValue;

const TRUE: BoolValue = { kind: 'bool', bool: true };
const FALSE: BoolValue = { kind: 'bool', bool: false };

export function stringOf(text: string): StringValue {
  return { kind: 'string', text };
}

/** @param number a decimal, or its text as the language writes it. */
export function numberOf(number: Decimal | number | string): NumberValue {
  return { kind: 'number', number: new Num(number) };
}

export function boolOf(bool: boolean): BoolValue {
  return bool ? TRUE : FALSE;
}

export function nullOf(type: Type = DYNAMIC): Value {
  return { kind: 'null', type };
}

export function unknownOf(type: Type = DYNAMIC): Value {
  return { kind: 'unknown', type };
}

export function tupleOf(items: readonly Value[]): TupleValue {
  return { kind: 'tuple', items };
}

/** @param items values of the element type already. */
export function listOf(element: Type, items: readonly Value[]): SequenceValue {
  return { kind: 'list', element, items };
}

export function objectOf(entries: Iterable<readonly [string, Value]>): ObjectValue {
  return { kind: 'object', entries: sorted(entries) };
}

export function mapOf(element: Type, entries: Iterable<readonly [string, Value]>): MapValue {
  return { kind: 'map', element, entries: sorted(entries) };
}

export function typeOf(value: Value): Type {
  switch (value.kind) {
    case 'unknown':
    case 'null':
      return value.type;
    case 'string':
      return STRING;
    case 'number':
      return NUMBER;
    case 'bool':
      return BOOL;
    case 'list':
      return listType(value.element);
    case 'set':
      return setType(value.element);
    case 'map':
      return mapType(value.element);
    case 'tuple':
      return tupleType(value.items.map(typeOf));
    case 'object':
      return objectType(new Map([...value.entries].map(([key, item]) => [key, typeOf(item)])));
    default:
      return assertNever(value);
  }
}

export function isItems(value: Value): value is Items {
  return value.kind === 'list' || value.kind === 'set' || value.kind === 'tuple';
}

export function isEntries(value: Value): value is Entries {
  return value.kind === 'map' || value.kind === 'object';
}

/** Whether no part of the value is unknown. */
export function isWhollyKnown(value: Value): boolean {
  if (value.kind === 'unknown') return false;
  if (isItems(value)) return value.items.every(isWhollyKnown);
  if (isEntries(value)) return [...value.entries.values()].every(isWhollyKnown);
  return true;
}

/** The text of a number: plain digits, without an exponent. */
export function numberText(number: Decimal): string {
  return number.toFixed();
}

/** Strings order by their UTF-8 bytes, which is by code point. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) {
      const bothSurrogate = isSurrogate(left) === isSurrogate(right);
      return bothSurrogate ? left - right : isSurrogate(left) ? 1 : -1;
    }
  }
  return a.length - b.length;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

function sorted(entries: Iterable<readonly [string, Value]>): ReadonlyMap<string, Value> {
  const map = new Map(entries);
  let before: string | undefined;
  let inOrder = true;
  for (const key of map.keys()) {
    if (before !== undefined && compareStrings(before, key) > 0) inOrder = false;
    before = key;
  }
  return inOrder ? map : new Map([...map].toSorted(([a], [b]) => compareStrings(a, b)));
}
