import type { DiffType, FieldDiff } from './job-diff.ts';

/** A part of a job in the wire's shape. */
export type Part = Readonly<Record<string, unknown>>;

/** Compares the plain values of two objects; maps of texts count as plain, with fields such as `Env[HOME]`. */
export function diffFields(before: Part, after: Part): FieldDiff[] {
  const [old, now] = [flatten(before), flatten(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  return names.map((Name) => {
    const [Old = '', New = ''] = [old.get(Name), now.get(Name)];
    return { Type: typeOf(old.get(Name), now.get(Name)), Name, Old, New, Annotations: null };
  });
}

export function typeOf(old: unknown, now: unknown): DiffType {
  if (old === undefined) return now === undefined ? 'None' : 'Added';
  if (now === undefined) return 'Deleted';
  return old === now ? 'None' : 'Edited';
}

/** Maps that a user fills: their entries are fields of the part that holds them. */
const MAPS = new Set(['Env', 'Meta', 'Datacenters']);

function flatten(part: Part): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(part)) {
    if (MAPS.has(name)) flattenInto(fields, name, value);
    else if (isPlain(value)) fields.set(name, String(value));
  }
  return fields;
}

function flattenInto(fields: Map<string, string>, name: string, value: unknown): void {
  if (isPlain(value)) fields.set(name, String(value));
  else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) flattenInto(fields, `${name}[${i}]`, item);
  } else if (isPart(value)) {
    for (const [key, item] of Object.entries(value)) flattenInto(fields, `${name}[${key}]`, item);
  }
}

/** Nulls and empty texts say nothing. */
function isPlain(value: unknown): value is string | number | boolean {
  return (
    (typeof value === 'string' && value !== '') || ['number', 'boolean'].includes(typeof value)
  );
}

/** A block of a driver's own options as plain values, e.g. `args[0]`. */
export function flatOptions(options: Part): Part {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(options)) flattenInto(fields, name, value);
  return Object.fromEntries(fields);
}

export function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a field is compared as a block of its own. */
export function isBlock(name: string): boolean {
  return !MAPS.has(name);
}
