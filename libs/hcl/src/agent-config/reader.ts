import type { Diagnostics } from '../syntax/diagnostics.ts';
import type { Span } from '../syntax/source.ts';
import { nearestName } from '../syntax/suggest.ts';
import type { TreeMember, TreeNode } from '../tree/tree.ts';

/**
 * Reads a setting from all places where the files give it, in their order.
 * Without any, it gives its default.
 */
export type Reader<T> = (given: readonly Given[], context: ReadContext) => T;

/** One place where a setting is given. */
export interface Given {
  readonly name: string;
  readonly nameSpan: Span;
  readonly node: TreeNode;
}

export interface ReadContext {
  readonly diagnostics: Diagnostics;
}

/** Readers of a block's settings by our names; in files they are written in snake_case. */
export type Shape<T> = { readonly [K in keyof T]: Reader<T[K]> };

/** A block of known settings. Several blocks count as one; an unknown name is an error. */
export function struct<T>(shape: Shape<T>): Reader<T> {
  const names = Object.keys(shape);
  const known = new Map(names.map((name) => [snakeCase(name), name]));
  return (given, context) => {
    const byName = new Map<string, Given[]>();
    for (const member of membersOf(given, context)) {
      const name = known.get(member.name);
      if (name === undefined) {
        reportUnknown(member, [...known.keys()], context);
        continue;
      }
      const places = byName.get(name) ?? [];
      places.push({ name: member.name, nameSpan: member.nameSpan, node: member.value });
      byName.set(name, places);
    }
    return readShape(shape, (name) => byName.get(name) ?? [], context);
  };
}

function readShape<T>(
  shape: Shape<T>,
  givenFor: (name: string) => readonly Given[],
  context: ReadContext,
): T {
  const result: Partial<T> = {};
  for (const name in shape) result[name] = shape[name](givenFor(name), context);
  return complete(result, shape);
}

/** Every name of the shape has been read, which the types cannot see. */
function complete<T>(result: Partial<T>, shape: Shape<T>): T {
  if (!isComplete(result, shape)) throw new Error('a setting was not read');
  return result;
}

function isComplete<T>(result: Partial<T>, shape: Shape<T>): result is T & Partial<T> {
  return Object.keys(shape).every((name) => name in result);
}

/** All members of the given objects. JSON may write a block as a list of objects. */
export function membersOf(given: readonly Given[], context: ReadContext): TreeMember[] {
  const members: TreeMember[] = [];
  for (const { name, node } of given) {
    const objects = node.kind === 'list' ? node.items : [node];
    for (const object of objects) {
      if (object.kind === 'object') members.push(...object.members);
      else {
        context.diagnostics.error({
          summary: 'Block expected',
          detail: `"${name}" is a block: write ${name} { ... }.`,
          subject: object.span,
        });
      }
    }
  }
  return members;
}

function reportUnknown(
  { name, nameSpan }: TreeMember,
  names: readonly string[],
  { diagnostics }: ReadContext,
): void {
  const nearest = nearestName(name, names);
  const advice =
    nearest === undefined
      ? `Expected one of: ${names.toSorted().join(', ')}.`
      : `Did you mean "${nearest}"?`;
  diagnostics.error({
    summary: 'Unknown setting',
    detail: `There is no setting "${name}" here. ${advice}`,
    subject: nameSpan,
  });
}

/** Our names end in the unit that a value has been brought to; in files, values carry their own. */
const UNIT = /Ms$|(?<=Size|SizeLimit|Min|Max)Bytes$/;

/** How a setting is written in files: `heartbeatGraceMs` as heartbeat_grace. */
export function snakeCase(name: string): string {
  return name.replace(UNIT, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
