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
  if (value.kind === 'string') return value.text;
  if (value.kind === 'bool') return value.bool;
  if (value.kind === 'number') return numberToJson(value);
  if (isItems(value)) return value.items.map(toJson);
  if (!isEntries(value)) return null;
  return Object.fromEntries([...value.entries].map(([key, item]) => [key, toJson(item)]));
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

/** JSON text in which a bigint is written as a number with all its digits. */
export function stringifyJson(json: Json): string {
  if (typeof json === 'bigint') return json.toString();
  if (Array.isArray(json)) return `[${json.map(stringifyJson).join(',')}]`;
  if (!isJsonObject(json)) return JSON.stringify(json);
  const members = Object.entries(json).map(
    ([key, item]) => `${JSON.stringify(key)}:${stringifyJson(item)}`,
  );
  return `{${members.join(',')}}`;
}
