import type { Block, Body } from '../syntax/ast.ts';
import type { Span } from '../syntax/source.ts';
import type { Environment } from '../evaluate/environment.ts';
import type { Json } from '../values/json.ts';
import { decodeAttribute } from './attribute.ts';
import { type Content, contentOf, type PlacedBlock, type Shape } from './content.ts';
import { decodeMapAttribute, decodeMapBlock } from './map.ts';
import type { BlockField, BlockSchema, Field, MapField } from './schema.ts';

/** JSON that is still being put together. */
export interface MutableObject {
  [key: string]: Json;
}

/** Changes a block's JSON where the schema's table does not say all. */
export type Adjust = (json: MutableObject, decoded: DecodedBlock) => void;

export interface DecodedBlock {
  readonly block: Block;
  readonly env: Environment;
  readonly content: Content;
}

export interface DecodeOptions {
  /** By schema; runs after the table's fields are filled in. */
  readonly adjust: ReadonlyMap<BlockSchema, Adjust>;
  /** Filled with what is decoded last, once everything else is right: drivers' options. */
  readonly later: Array<() => void>;
}

/** Reads a block by its schema into the API's JSON; faults are reported to the environment. */
export function decodeBlock(
  { block, env }: PlacedBlock,
  schema: BlockSchema,
  options: DecodeOptions,
): MutableObject {
  const content = contentOf(block.body, shapeOf(schema), env);
  const json: MutableObject = {};
  const label = block.labels[0];
  if (schema.label !== undefined && label !== undefined) json[schema.label] = label.text;
  for (const field of schema.fields)
    decodeField(field, { json, schema, content, body: block.body, env, options });
  options.adjust.get(schema)?.(json, { block, env, content });
  return json;
}

interface Target {
  readonly json: MutableObject;
  readonly schema: BlockSchema;
  readonly content: Content;
  readonly body: Body;
  readonly env: Environment;
  readonly options: DecodeOptions;
}

function decodeField(field: Field, target: Target): void {
  const { json, content, env, schema } = target;
  switch (field.kind) {
    case 'api':
      json[field.json] = schema.defaults?.[field.json] ?? field.unset;
      return;
    case 'attribute': {
      const unset = schema.defaults?.[field.json] ?? field.unset;
      const attribute = content.attributes.get(field.name);
      if (attribute && field.isWithoutEffect)
        warnWithoutEffect(attribute.name, attribute.nameSpan, env);
      if (attribute === undefined && field.isRequired) reportMissing(field.name, target);
      json[field.json] =
        (attribute && decodeAttribute(attribute, field.type, env, schema)) ?? unset;
      return;
    }
    case 'shorthand':
      return;
    case 'map':
      decodeMap(field, target);
      return;
    case 'block':
      decodeBlocks(field, target);
  }
}

function reportMissing(name: string, { body, env }: Target): void {
  env.diagnostics.error({
    summary: 'Missing required argument',
    detail: `This block needs "${name}".`,
    subject: { ...body.span, end: body.span.start },
  });
}

function decodeBlocks(field: BlockField, { json, content, env, options }: Target): void {
  const found = content.blocks.filter(({ block }) => block.type === field.name);
  const [first] = found;
  if (first && field.isWithoutEffect) warnWithoutEffect(field.name, first.block.typeSpan, env);
  const decoded = found.map((placed) => decodeBlock(placed, field.schema, options));
  if (field.many === 'list') {
    json[field.json] = decoded.length === 0 ? null : decoded;
  } else if (field.many === 'by-label') {
    json[field.json] =
      decoded.length === 0
        ? null
        : Object.fromEntries(
            decoded.map((each, index) => [found[index]?.block.labels[0]?.text ?? '', each]),
          );
  } else {
    reportDuplicate(found, env);
    json[field.json] = decoded[0] ?? null;
  }
}

function decodeMap(field: MapField, { json, content, env, options }: Target): void {
  const attribute = content.attributes.get(field.name);
  const found = content.blocks.filter(({ block }) => block.type === field.name);
  json[field.json] = null;
  reportDuplicate(found, env);
  const [first] = found;
  const decode = () => {
    if (first !== undefined) json[field.json] = decodeMapBlock(first.block, field.type, first.env);
    else if (attribute !== undefined)
      json[field.json] = decodeMapAttribute(attribute, field.type, env) ?? null;
  };
  if (field.type === 'any') options.later.push(decode);
  else decode();
}

/** Says of something in a job that it is understood and kept, but does nothing. */
export function warnWithoutEffect(name: string, subject: Span, { diagnostics }: Environment): void {
  diagnostics.warn({
    summary: 'Part of the job without effect',
    detail: `"${name}" is understood and kept, but nothing acts on it yet.`,
    subject,
  });
}

function reportDuplicate([first, second]: readonly PlacedBlock[], env: Environment): void {
  if (first === undefined || second === undefined) return;
  const { line } = first.block.typeSpan.source.position(first.block.typeSpan.start);
  env.diagnostics.error({
    summary: `Duplicate ${second.block.type} block`,
    detail: `There can be only one "${second.block.type}" here, and line ${line} has one already.`,
    subject: second.block.typeSpan,
  });
}

const shapes = new WeakMap<BlockSchema, Shape>();

/** The names that a schema allows; a map may be written as an attribute or as a block. */
export function shapeOf(schema: BlockSchema): Shape {
  const known = shapes.get(schema);
  if (known !== undefined) return known;
  const attributes = new Set<string>();
  const blocks = new Map<string, string | undefined>();
  for (const field of schema.fields) {
    if (field.kind !== 'api' && field.kind !== 'block') attributes.add(field.name);
    if (field.kind === 'map') blocks.set(field.name, undefined);
    if (field.kind === 'block') blocks.set(field.name, field.schema.label && 'name');
  }
  for (const { name, label } of schema.inherited ?? []) blocks.set(name, label);
  const shape = { attributes, blocks };
  shapes.set(schema, shape);
  return shape;
}
