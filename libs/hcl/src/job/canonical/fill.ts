import type { MutableObject } from '../../decode/decode-block.ts';
import type { BlockField, BlockSchema, Field } from '../../decode/schema.ts';
import { isJsonObject, type Json, type JsonObject } from '../../values/json.ts';
import { BLOCK_DEFAULTS, ZERO_DEFAULTS } from './block-defaults.ts';
import type { Fields } from './policy-defaults.ts';

/** Every field of the schema, in its order, with defaults where nothing is set; what it does not know is dropped. */
export function fillBlock(given: JsonObject, schema: BlockSchema): MutableObject {
  const json: MutableObject = {};
  if (schema.label !== undefined) json[schema.label] = given[schema.label] ?? '';
  for (const field of schema.fields) {
    if (field.kind !== 'shorthand') json[field.json] = fillField(given[field.json], field);
  }
  putDefaults(json, BLOCK_DEFAULTS.get(schema));
  putZeroDefaults(json, ZERO_DEFAULTS.get(schema));
  return json;
}

/** The same with defaults where null or the empty text is. */
export function withDefaults(given: JsonObject, defaults: Fields): MutableObject {
  const json = { ...given };
  putDefaults(json, defaults);
  return json;
}

/** Jobs are filled by the thousand: what is walked for each is asked for in the way that costs least. */
function putDefaults(json: MutableObject, defaults: Fields | undefined): void {
  for (const name in defaults) {
    const value = json[name];
    if (value === null || value === undefined || value === '') json[name] = defaults[name] ?? null;
  }
}

function putZeroDefaults(json: MutableObject, defaults: Fields | undefined): void {
  for (const name in defaults) {
    if (json[name] === null || json[name] === 0) json[name] = defaults[name] ?? null;
  }
}

function fillField(given: Json | undefined, field: Exclude<Field, { kind: 'shorthand' }>): Json {
  if (field.kind === 'block') return fillBlocks(given ?? null, field);
  return given ?? (field.kind === 'map' ? null : field.unset);
}

function fillBlocks(given: Json, { schema, many }: BlockField): Json {
  if (many === 'one') return isJsonObject(given) ? fillBlock(given, schema) : null;
  if (many === 'list')
    return Array.isArray(given)
      ? given.filter(isJsonObject).map((each) => fillBlock(each, schema))
      : null;
  if (!isJsonObject(given)) return null;
  return Object.fromEntries(
    Object.entries(given).map(([label, each]) => [
      label,
      isJsonObject(each) ? fillBlock(each, schema) : each,
    ]),
  );
}
