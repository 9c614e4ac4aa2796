import type { Json } from '../values/json.ts';

/** How an attribute's value is read. `duration` becomes nanoseconds. */
export type AttributeType = 'text' | 'integer' | 'bool' | 'duration' | 'texts' | 'integers';

/** A block that may hold any key. */
export type MapType = 'text' | 'texts' | 'any';

/** One line of a schema: where a name of the job file goes in the API's JSON. */
export type Field = AttributeField | BlockField | MapField | ApiField | ShorthandField;

export interface AttributeField {
  readonly kind: 'attribute';
  readonly name: string;
  readonly json: string;
  readonly type: AttributeType;
  /** What the JSON holds when the attribute is not set. */
  readonly unset: Json;
  readonly isRequired: boolean;
  /** Taken into the JSON, but nothing acts on it yet; whoever sets it is told. */
  readonly isWithoutEffect?: true;
}

export interface BlockField {
  readonly kind: 'block';
  readonly name: string;
  readonly json: string;
  readonly schema: BlockSchema;
  /** One block, any number as a list, or any number as an object by label. */
  readonly many: 'one' | 'list' | 'by-label';
  /** Taken into the JSON, but nothing acts on it yet; whoever sets it is told. */
  readonly isWithoutEffect?: true;
}

/** An attribute without a JSON field of its own, for a block's adjustment to use. */
export interface ShorthandField {
  readonly kind: 'shorthand';
  readonly name: string;
  readonly type: AttributeType;
}

/** Written as a block or as an attribute with an object. */
export interface MapField {
  readonly kind: 'map';
  readonly name: string;
  readonly json: string;
  readonly type: MapType;
}

/** A field that only the API has. */
export interface ApiField {
  readonly kind: 'api';
  readonly json: string;
  readonly unset: Json;
}

/** What a block may hold, in the order of the API's JSON. */
export interface BlockSchema {
  /** The JSON field of the block's one label; without it, the block has none. */
  readonly label?: string;
  readonly fields: readonly Field[];
  /** The value that the JSON holds for a block of which nothing is set, in place of the fields' own. */
  readonly defaults?: Readonly<Record<string, Json>>;
  /** Blocks that belong here, but whose JSON goes elsewhere. */
  readonly inherited?: ReadonlyArray<{ readonly name: string; readonly label?: string }>;
  /** Faults of values point at the whole value instead of its start. */
  readonly pointsAtWholeValue?: true;
}

const UNSET: Readonly<Record<AttributeType, Json>> = {
  text: '',
  integer: 0,
  bool: false,
  duration: 0,
  texts: null,
  integers: null,
};

function attribute(type: AttributeType) {
  return (name: string, json: string): AttributeField => ({
    kind: 'attribute',
    name,
    json,
    type,
    unset: UNSET[type],
    isRequired: false,
  });
}

export const text = attribute('text');
export const integer = attribute('integer');
export const bool = attribute('bool');
export const duration = attribute('duration');
export const texts = attribute('texts');
export const integers = attribute('integers');

/** Null in the JSON when it is not set. */
export function optional(field: AttributeField): AttributeField {
  return { ...field, unset: null };
}

export function required(field: AttributeField): AttributeField {
  return { ...field, isRequired: true };
}

/** For what the API's JSON must hold although nothing acts on it yet. */
export function withoutEffect<F extends AttributeField | BlockField>(field: F): F {
  return { ...field, isWithoutEffect: true };
}

export function block(name: string, json: string, schema: BlockSchema): BlockField {
  return { kind: 'block', name, json, schema, many: 'one' };
}

export function blocks(name: string, json: string, schema: BlockSchema): BlockField {
  return { kind: 'block', name, json, schema, many: 'list' };
}

export function labelledBlocks(name: string, json: string, schema: BlockSchema): BlockField {
  return { kind: 'block', name, json, schema, many: 'by-label' };
}

export function textMap(name: string, json: string): MapField {
  return { kind: 'map', name, json, type: 'text' };
}

export function textListMap(name: string, json: string): MapField {
  return { kind: 'map', name, json, type: 'texts' };
}

export function anyMap(name: string, json: string): MapField {
  return { kind: 'map', name, json, type: 'any' };
}

export function shorthand(type: AttributeType, name: string): ShorthandField {
  return { kind: 'shorthand', name, type };
}

export function apiOnly(json: string, unset: Json): ApiField {
  return { kind: 'api', json, unset };
}
