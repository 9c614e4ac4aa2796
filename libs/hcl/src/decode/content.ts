import type { Attribute, Block, Body } from '../syntax/ast.ts';
import type { Diagnostics } from '../syntax/diagnostics.ts';
import { between } from '../syntax/source.ts';
import { nearestName } from '../syntax/suggest.ts';
import type { Environment } from '../evaluate/environment.ts';
import { shapedBody } from '../json-syntax/json-body.ts';
import { expandDynamic } from './dynamic.ts';

/** The names that a body may hold. A block type maps to the name of its label, or to `undefined`. */
export interface Shape {
  readonly attributes: ReadonlySet<string>;
  readonly blocks: ReadonlyMap<string, string | undefined>;
}

/** A block, with the names that its expressions see: a dynamic one has an iterator. */
export interface PlacedBlock {
  readonly block: Block;
  readonly env: Environment;
}

export interface Content {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly PlacedBlock[];
}

/** What a body holds of a shape, dynamic blocks written out; everything else is reported. */
export function contentOf(given: Body, shape: Shape, env: Environment): Content {
  const body =
    given.tree === undefined ? given : shapedBody(given.tree, shape.blocks, env.diagnostics);
  const attributes = new Map<string, Attribute>();
  for (const attribute of body.attributes.values()) {
    if (shape.attributes.has(attribute.name)) attributes.set(attribute.name, attribute);
    else reportAttribute(attribute, shape, env.diagnostics);
  }
  const blocks: PlacedBlock[] = [];
  for (const block of body.blocks) {
    if (block.type === 'dynamic' && !shape.blocks.has('dynamic')) {
      blocks.push(...expandDynamic(block, shape, env));
    } else if (!shape.blocks.has(block.type)) {
      reportBlock(block, shape, env.diagnostics);
    } else if (hasFittingLabels(block, shape.blocks.get(block.type), env.diagnostics)) {
      blocks.push({ block, env });
    }
  }
  return { attributes, blocks };
}

function reportAttribute(
  { name, nameSpan }: Attribute,
  shape: Shape,
  diagnostics: Diagnostics,
): void {
  const advice = shape.blocks.has(name)
    ? `"${name}" is a block here: write ${name} { ... }, without "=".`
    : didYouMean(name, [...shape.attributes, ...shape.blocks.keys()]);
  diagnostics.error({
    summary: 'Unsupported argument',
    detail: `There is no argument "${name}" here. ${advice}`.trim(),
    subject: nameSpan,
  });
}

function reportBlock({ type, typeSpan }: Block, shape: Shape, diagnostics: Diagnostics): void {
  const advice = shape.attributes.has(type)
    ? `"${type}" is an argument here: write ${type} = value.`
    : didYouMean(type, [...shape.blocks.keys(), ...shape.attributes]);
  diagnostics.error({
    summary: 'Unsupported block type',
    detail: `There is no block "${type}" here. ${advice}`.trim(),
    subject: typeSpan,
  });
}

function didYouMean(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  if (nearest !== undefined) return `Did you mean "${nearest}"?`;
  return names.length === 0 ? '' : `Expected one of: ${names.toSorted().join(', ')}.`;
}

function hasFittingLabels(
  block: Block,
  label: string | undefined,
  diagnostics: Diagnostics,
): boolean {
  const wanted = label === undefined ? 0 : 1;
  const extra = block.labels[wanted];
  if (extra !== undefined) {
    diagnostics.error({
      summary: `Extraneous label for ${block.type}`,
      detail:
        wanted === 0
          ? `"${block.type}" has no label.`
          : `"${block.type}" has one label, its ${label ?? 'name'}.`,
      subject: extra.span,
      context: between(block.typeSpan, block.openBrace),
    });
    return false;
  }
  if (block.labels.length < wanted) {
    diagnostics.error({
      summary: `Missing ${label ?? 'name'} for ${block.type}`,
      detail: `Write its ${label ?? 'name'} in quotes before the brace: ${block.type} "${label ?? 'name'}" { ... }.`,
      subject: block.openBrace,
      context: between(block.typeSpan, block.openBrace),
    });
    return false;
  }
  return true;
}
