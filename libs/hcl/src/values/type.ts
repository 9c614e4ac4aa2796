/** The type of a value. `dynamic` is the type of what is not known yet, and of an untyped null. */
export type Type =
  | { readonly kind: 'dynamic' | 'string' | 'number' | 'bool' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: Type }
  | { readonly kind: 'tuple'; readonly elements: readonly Type[] }
  | { readonly kind: 'object'; readonly attributes: ReadonlyMap<string, Type> };

export const DYNAMIC: Type = { kind: 'dynamic' };
export const STRING: Type = { kind: 'string' };
export const NUMBER: Type = { kind: 'number' };
export const BOOL: Type = { kind: 'bool' };

export function listType(element: Type): Type {
  return { kind: 'list', element };
}

export function setType(element: Type): Type {
  return { kind: 'set', element };
}

export function mapType(element: Type): Type {
  return { kind: 'map', element };
}

export function tupleType(elements: readonly Type[]): Type {
  return { kind: 'tuple', elements };
}

export function objectType(attributes: ReadonlyMap<string, Type>): Type {
  return { kind: 'object', attributes };
}

export function isPrimitive(type: Type): boolean {
  return type.kind === 'string' || type.kind === 'number' || type.kind === 'bool';
}

export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.kind === 'list' || a.kind === 'set' || a.kind === 'map') {
    return a.kind === b.kind && sameType(a.element, b.element);
  }
  if (a.kind === 'tuple') return b.kind === 'tuple' && sameElements(a.elements, b.elements);
  if (a.kind === 'object') return b.kind === 'object' && sameAttributes(a.attributes, b.attributes);
  return a.kind === b.kind;
}

function sameElements(a: readonly Type[], b: readonly Type[]): boolean {
  return a.length === b.length && a.every((type, index) => sameType(type, b[index] ?? DYNAMIC));
}

function sameAttributes(a: ReadonlyMap<string, Type>, b: ReadonlyMap<string, Type>): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([name, type]) => {
    const other = b.get(name);
    return other !== undefined && sameType(type, other);
  });
}

/** A type in the words of a message: `list of string`. */
export function describeType(type: Type): string {
  if (type.kind === 'dynamic') return 'any type';
  if (type.kind !== 'list' && type.kind !== 'set' && type.kind !== 'map') return type.kind;
  return type.element.kind === 'dynamic'
    ? type.kind
    : `${type.kind} of ${describeType(type.element)}`;
}

/** A type with its article, for "… is required". */
export function requiredType(type: Type): string {
  return `a ${describeType(type)} is required`;
}
