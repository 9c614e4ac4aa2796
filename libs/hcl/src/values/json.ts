import { isEntries, isItems, type Value } from './value.ts';

/** JSON, with integers that a double cannot hold exactly as bigint. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON of a value; unknown parts become null. */
export function toJson(value: Value): Json {
  switch (value.kind) {
    case 'string':
      return value.text;
    case 'bool':
      return value.bool;
    case 'number':
      return numberToJson(value);
    case 'null':
    case 'unknown':
      return null;
    default:
      if (isItems(value)) return value.items.map(toJson);
      return isEntries(value)
        ? Object.fromEntries([...value.entries].map(([key, item]) => [key, toJson(item)]))
        : null;
  }
}

/** A number where it is exact or a fraction, a bigint where only 64 bits are exact. */
export function numberToJson({ number }: Extract<Value, { kind: 'number' }>): number | bigint {
  const double = number.toNumber();
  if (Number.isSafeInteger(double) || !number.isInteger()) return double;
  const digits = number.toFixed();
  const exact = BigInt(digits);
  if (BigInt(double) === exact || BigInt.asIntN(64, exact) !== exact) return double;
  return exact;
}
