import {
  DYNAMIC,
  isPrimitive,
  listType,
  mapType,
  objectType,
  sameType,
  setType,
  STRING,
  tupleType,
  type Type,
} from './type.ts';

/** The type that all of these convert to, or `undefined` when there is none. */
export function unify(types: readonly Type[]): Type | undefined {
  const known = types.filter((type) => type.kind !== 'dynamic');
  const [first, ...rest] = known;
  if (first === undefined) return DYNAMIC;
  if (rest.every((type) => sameType(type, first))) return first;
  if (known.every(isPrimitive)) return unifyPrimitives(known);
  if (known.every((type) => type.kind === 'object')) return unifyObjects(known);
  if (known.every((type) => type.kind === 'tuple')) return unifyTuples(known);
  if (known.every((type) => type.kind === 'object' || type.kind === 'map'))
    return unifyInto(known, mapType);
  if (known.every((type) => type.kind === 'tuple' || type.kind === 'list'))
    return unifyInto(known, listType);
  if (known.every((type) => type.kind === 'tuple' || type.kind === 'list' || type.kind === 'set')) {
    return unifyInto(known, setType);
  }
  return undefined;
}

/** Text takes numbers and bools in; a number and a bool have nothing in common. */
function unifyPrimitives(types: readonly Type[]): Type | undefined {
  return types.some((type) => type.kind === 'string') ? STRING : undefined;
}

function unifyObjects(types: ReadonlyArray<Extract<Type, { kind: 'object' }>>): Type | undefined {
  const [first] = types;
  if (first === undefined) return undefined;
  const names = [...first.attributes.keys()];
  const sameNames = types.every(
    ({ attributes }) =>
      attributes.size === names.length && names.every((name) => attributes.has(name)),
  );
  if (!sameNames) return unifyInto(types, mapType);
  const attributes = new Map<string, Type>();
  for (const name of names) {
    const type = unify(types.map((each) => each.attributes.get(name) ?? DYNAMIC));
    if (type === undefined) return undefined;
    attributes.set(name, type);
  }
  return objectType(attributes);
}

function unifyTuples(types: ReadonlyArray<Extract<Type, { kind: 'tuple' }>>): Type | undefined {
  const [first] = types;
  if (first === undefined) return undefined;
  if (types.some(({ elements }) => elements.length !== first.elements.length))
    return unifyInto(types, listType);
  const elements: Type[] = [];
  for (const index of first.elements.keys()) {
    const type = unify(types.map((each) => each.elements[index] ?? DYNAMIC));
    if (type === undefined) return undefined;
    elements.push(type);
  }
  return tupleType(elements);
}

function unifyInto(types: readonly Type[], collection: (element: Type) => Type): Type | undefined {
  const element = unify(types.flatMap(elementTypes));
  return element && collection(element);
}

function elementTypes(type: Type): readonly Type[] {
  if (type.kind === 'object') return [...type.attributes.values()];
  if (type.kind === 'tuple') return type.elements;
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'map' ? [type.element] : [];
}
