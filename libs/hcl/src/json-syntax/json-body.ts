import type { Attribute, Block, Body, Label } from '../syntax/ast.ts';
import { type Diagnostic, Diagnostics } from '../syntax/diagnostics.ts';
import { between, type Source } from '../syntax/source.ts';
import { readJson } from '../tree/read-json.ts';
import type { TreeMember, TreeNode, TreeObject } from '../tree/tree.ts';
import { jsonExpression } from './json-expression.ts';

/** The block types that a body may hold, with the name of their label if they have one. */
type BlockTypes = ReadonlyMap<string, string | undefined>;

/** Reads a job file in JSON. */
export function parseJsonFile(source: Source): { body: Body; diagnostics: readonly Diagnostic[] } {
  const { root, diagnostics } = readJson(source);
  const faults = new Diagnostics();
  faults.addAll(diagnostics);
  const whole = { source, start: 0, end: source.text.length };
  const empty: TreeObject = { kind: 'object', members: [], span: whole };
  if (root !== undefined && root.kind !== 'object') {
    faults.error({
      summary: 'Object expected',
      detail: 'A job file in JSON is an object: { "job": { ... } }.',
      subject: root.span,
    });
  }
  const body = plainBody(root?.kind === 'object' ? root : empty, faults);
  return { body, diagnostics: faults.list };
}

/** A body in which members that name a block type have become blocks. */
export function shapedBody(tree: TreeObject, types: BlockTypes, diagnostics: Diagnostics): Body {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  for (const member of membersOf(tree)) {
    const isBlock =
      (types.has(member.name) || member.name === 'dynamic') && isBlockLike(member.value);
    const hasLabel = member.name === 'dynamic' || types.get(member.name) !== undefined;
    if (isBlock) blocks.push(...blocksOf(member, member.value, { hasLabel, diagnostics }));
    else if (member.value.kind !== 'null')
      attributes.set(member.name, attributeOf(member, diagnostics));
  }
  return { attributes, blocks, span: tree.span };
}

/** A body of which nothing is known: every member is an attribute. */
function plainBody(tree: TreeObject, diagnostics: Diagnostics): Body {
  const attributes = new Map(
    membersOf(tree).map((member) => [member.name, attributeOf(member, diagnostics)]),
  );
  return { attributes, blocks: [], span: tree.span, tree };
}

/** JSON has no comments, so the member "//" is one. */
function membersOf({ members }: TreeObject): readonly TreeMember[] {
  return members.filter(({ name }) => name !== '//');
}

function isBlockLike(value: TreeNode): boolean {
  return (
    value.kind === 'object' ||
    (value.kind === 'list' && value.items.every((item) => item.kind === 'object'))
  );
}

interface BlockOptions {
  readonly hasLabel: boolean;
  readonly diagnostics: Diagnostics;
}

/** A block, several as a list of objects, or several by their label as members of an object. */
function blocksOf(member: TreeMember, value: TreeNode, options: BlockOptions): Block[] {
  if (value.kind === 'list') return value.items.flatMap((item) => blocksOf(member, item, options));
  if (value.kind !== 'object') return [];
  if (!options.hasLabel) return [blockOf(member, value, [], options.diagnostics)];
  return membersOf(value).flatMap((labelled) => {
    const label = { text: labelled.name, span: labelled.nameSpan };
    const bodies = labelled.value.kind === 'list' ? labelled.value.items : [labelled.value];
    return bodies.flatMap((body) =>
      body.kind === 'object' ? [blockOf(member, body, [label], options.diagnostics)] : [],
    );
  });
}

function blockOf(
  { name, nameSpan }: TreeMember,
  tree: TreeObject,
  labels: readonly Label[],
  diagnostics: Diagnostics,
): Block {
  const openBrace = { ...tree.span, end: tree.span.start + 1 };
  return {
    type: name,
    typeSpan: nameSpan,
    labels,
    openBrace,
    body: plainBody(tree, diagnostics),
    header: nameSpan,
  };
}

function attributeOf({ name, nameSpan, value }: TreeMember, diagnostics: Diagnostics): Attribute {
  return {
    name,
    nameSpan,
    expression: jsonExpression(value, diagnostics),
    span: between(nameSpan, value.span),
  };
}
