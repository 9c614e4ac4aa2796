import { TemplateError } from './template-error.ts';

/** A value that is printed as a text of its own, with fields and, for `range`, members beside. */
export class Described {
  readonly shown: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly members: readonly (readonly [unknown, unknown])[];

  constructor({
    shown,
    fields = {},
    members = [],
  }: {
    shown: string;
    fields?: Readonly<Record<string, unknown>>;
    members?: readonly (readonly [unknown, unknown])[];
  }) {
    this.shown = shown;
    this.fields = fields;
    this.members = members;
  }
}

/** Empty values are false: null, false, 0, "", and lists and maps without members. */
export function isTrue(value: unknown): boolean {
  if (value instanceof Described) return value.shown !== '' || value.members.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** A member of a map or list, or undefined. */
export function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const holder = value instanceof Described ? value.fields : value;
  if (!Object.hasOwn(holder, key)) return undefined;
  const member: unknown = Reflect.get(holder, key);
  return member;
}

export function hasMember(value: unknown, key: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value instanceof Described ? value.fields : value, key);
}

/** The keys and members that `range` goes over: a map's by key, in order. */
export function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  if (value instanceof Described) return value.members;
  if (Array.isArray(value)) return value.map((member, index) => [index, member]);
  if (typeof value === 'number') return Array.from({ length: value }, (_, index) => [index, index]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** As Go's fmt prints a value. */
export function printed(value: unknown): string {
  if (value === undefined) return '<no value>';
  if (value === null) return '<nil>';
  if (value instanceof Described) return value.shown;
  if (Array.isArray(value)) return `[${value.map(printed).join(' ')}]`;
  if (typeof value === 'object') {
    const members = entriesOf(value).map(([key, member]) => `${String(key)}:${printed(member)}`);
    return `map[${members.join(' ')}]`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function lengthOf(value: unknown): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length;
  if (value instanceof Described) return value.members.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw new TemplateError(`len of ${printed(value)}`);
}
