import { canonicalJson } from '@steppe/domain';
import { diffFields, flatOptions, isBlock, isPart, type Part } from './diff-fields.ts';
import type { DiffType, ObjectDiff } from './job-diff.ts';

/**
 * Compares the blocks of two objects, and lists the changed ones.
 *
 * @param elsewhere blocks that are compared in another way.
 */
export function diffObjects(
  before: Part,
  after: Part,
  elsewhere: ReadonlySet<string> = new Set(),
): ObjectDiff[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => isBlock(name) && !elsewhere.has(name))
    .toSorted();
  return names.flatMap((name) => diffBlocks(name, partsOf(name, before), partsOf(name, after)));
}

/** Blocks of one name have no other identity than what they say, unless there is one on either side. */
function diffBlocks(name: string, before: readonly Part[], after: readonly Part[]): ObjectDiff[] {
  const [old, ...others] = without(before, after);
  const [now, ...more] = without(after, before);
  if (others.length === 0 && more.length === 0) {
    return old || now ? [diffObject(name, old, now)] : [];
  }
  return [
    ...[old, ...others].flatMap((part) => (part ? [diffObject(name, part, undefined)] : [])),
    ...[now, ...more].flatMap((part) => (part ? [diffObject(name, undefined, part)] : [])),
  ];
}

/** An unchanged field of a changed block is shown too: it says which block it is. */
function diffObject(name: string, old: Part | undefined, now: Part | undefined): ObjectDiff {
  const Type: DiffType = !old ? 'Added' : now ? 'Edited' : 'Deleted';
  const Fields = diffFields(old ?? {}, now ?? {});
  const Objects = diffObjects(old ?? {}, now ?? {});
  const Name = SINGULAR[name] ?? name;
  return { Type, Name, Fields, Objects: Objects.length === 0 ? null : Objects };
}

/** Lists in the wire's shape, and what the language calls one of them. */
const SINGULAR: Readonly<Record<string, string>> = {
  Constraints: 'Constraint',
  Affinities: 'Affinity',
  Spreads: 'Spread',
  Services: 'Service',
  Networks: 'Network',
  Templates: 'Template',
  Artifacts: 'Artifact',
};

function without(parts: readonly Part[], others: readonly Part[]): Part[] {
  const known = new Set(others.map((part) => canonicalJson(part)));
  return parts.filter((part) => !known.has(canonicalJson(part)));
}

function partsOf(name: string, { [name]: value }: Part): Part[] {
  if (Array.isArray(value)) return value.filter(isPart);
  if (!isPart(value)) return [];
  return [name === 'Config' ? flatOptions(value) : value];
}
