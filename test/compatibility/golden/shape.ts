import { z } from 'zod';

/**
 * How a JSON value looked in the recordings: its kind; a list or a map with how their items look; an object with its
 * fields, where a `?` marks those that were not always there. Several of them are alternatives, and null says nothing.
 */
export type Shape =
  | null
  | 'null'
  | 'bool'
  | 'number'
  | 'string'
  | { readonly listOf: Shape }
  | { readonly mapOf: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> }
  | readonly Shape[];

export const Shape: z.ZodType<Shape> = z.lazy(() =>
  z.union([
    z.null(),
    z.enum(['null', 'bool', 'number', 'string']),
    z.object({ listOf: Shape }),
    z.object({ mapOf: Shape }),
    z.object({ fields: z.record(z.string(), Shape) }),
    z.array(Shape),
  ]),
);

/** The values that fields of these names had anywhere in the recordings. */
export type Enumerations = Readonly<Record<string, readonly string[]>>;

/** What of a value is not as recorded, each once, e.g. `.Allocs[].NodeID is null, not string`. */
export function differencesFrom(
  shape: Shape,
  value: unknown,
  enumerations: Enumerations,
): readonly string[] {
  const comparison = new Comparison(enumerations);
  comparison.look(shape, value, '');
  return [...comparison.found];
}

class Comparison {
  readonly found = new Set<string>();
  readonly #enumerations: Enumerations;

  constructor(enumerations: Enumerations) {
    this.#enumerations = enumerations;
  }

  look(expected: Shape, actual: unknown, path: string): void {
    if (expected === null) return;
    const alternatives = isUnion(expected) ? expected : [expected];
    const kind = kindOf(actual);
    if (Array.isArray(actual)) this.#lookAtList(alternatives, actual, path);
    else if (isObject(actual)) this.#lookAtObject(alternatives, actual, path);
    else if (!alternatives.includes(kind))
      this.#note(path, `is ${kind}, not ${named(alternatives)}`);
    else this.#lookAtText(actual, path);
  }

  #lookAtText(actual: unknown, path: string): void {
    const known = this.#enumerations[path.slice(path.lastIndexOf('.') + 1)];
    if (typeof actual === 'string' && known && !known.includes(actual)) {
      this.#note(path, `is ${JSON.stringify(actual)}`);
    }
  }

  #lookAtList(alternatives: readonly Shape[], actual: readonly unknown[], path: string): void {
    const list = alternatives.find((each) => isWith(each, 'listOf'));
    if (!list) return this.#note(path, `is a list, not ${named(alternatives)}`);
    for (const item of actual) this.look(list.listOf, item, `${path}[]`);
  }

  #lookAtObject(alternatives: readonly Shape[], actual: object, path: string): void {
    const map = alternatives.find((each) => isWith(each, 'mapOf'));
    const object = alternatives.find((each) => isWith(each, 'fields'));
    if (map) {
      for (const item of Object.values(actual)) this.look(map.mapOf, item, `${path}{}`);
    } else if (object) {
      this.#lookAtFields(object.fields, new Map(Object.entries(actual)), path);
    } else this.#note(path, `is an object, not ${named(alternatives)}`);
  }

  #lookAtFields(
    fields: Readonly<Record<string, Shape>>,
    actual: ReadonlyMap<string, unknown>,
    path: string,
  ): void {
    for (const [name, value] of actual) {
      const known = fields[name] ?? fields[`${name}?`];
      if (name in fields || `${name}?` in fields)
        this.look(known ?? null, value, `${path}.${name}`);
      else this.#note(`${path}.${name}`, 'is too much');
    }
    for (const name of Object.keys(fields)) {
      if (!name.endsWith('?') && !actual.has(name)) this.#note(`${path}.${name}`, 'is missing');
    }
  }

  #note(path: string, fault: string): void {
    this.found.add(`${path || 'it'} ${fault}`);
  }
}

function kindOf(value: unknown): 'null' | 'bool' | 'number' | 'string' {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' ? 'number' : 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isUnion(shape: Shape): shape is readonly Shape[] {
  return Array.isArray(shape);
}

function isWith<K extends 'listOf' | 'mapOf' | 'fields'>(
  shape: Shape,
  key: K,
): shape is Extract<Shape, Readonly<Record<K, unknown>>> {
  return typeof shape === 'object' && shape !== null && key in shape;
}

function named(alternatives: readonly Shape[]): string {
  return alternatives.map(nameOf).join(' or ');
}

function nameOf(shape: Shape): string {
  if (typeof shape === 'string') return shape;
  if (isWith(shape, 'listOf')) return 'a list';
  return isWith(shape, 'mapOf') ? 'a map' : 'an object';
}
