import type { Attribute, Block, Body, Expression } from '../syntax/ast.ts';
import { type Environment, evaluate } from '../evaluate/environment.ts';
import { convert } from '../values/convert.ts';
import { type Json, numberToJson, toJson } from '../values/json.ts';
import { listType, mapType, STRING } from '../values/type.ts';
import { isEntries, isItems, isWhollyKnown, type Value } from '../values/value.ts';
import { NO_VALUE, reportUnusable } from './attribute.ts';
import type { MapType } from './schema.ts';

/** A map written as a block: `env { A = "b" }`. */
export function decodeMapBlock(block: Block, type: MapType, env: Environment): Json {
  if (type === 'any') return decodeAnyBody(block.body, env);
  for (const inner of block.body.blocks) {
    env.diagnostics.error({
      summary: `Unexpected "${inner.type}" block`,
      detail: `"${block.type}" holds only key = value.`,
      subject: inner.typeSpan,
    });
  }
  const entries: Array<[string, Json]> = [];
  for (const { name, expression } of block.body.attributes.values()) {
    const json = decodeMember(expression, type, env);
    if (json !== undefined) entries.push([name, json]);
  }
  return sortedObject(entries);
}

/** A map written as an attribute: `env = { A = "b" }`. */
export function decodeMapAttribute(
  { expression }: Attribute,
  type: MapType,
  env: Environment,
): Json | undefined {
  const value = evaluate(expression, env);
  if (!isWhollyKnown(value)) {
    reportUnusable(expression, env, NO_VALUE);
    return undefined;
  }
  if (type === 'any') {
    if (isEntries(value)) return anyEntries(value.entries, expression, env);
    reportUnusable(expression, env, 'an object is required');
    return undefined;
  }
  const converted = convert(value, mapType(type === 'text' ? STRING : listType(STRING)));
  const problem = !converted.ok
    ? converted.problem
    : converted.value.kind === 'null' || hasNull(converted.value)
      ? 'null is not allowed'
      : undefined;
  if (problem !== undefined || !converted.ok) {
    reportUnusable(expression, env, problem ?? '');
    return undefined;
  }
  return toJson(converted.value);
}

function hasNull(value: Value): boolean {
  return isEntries(value) && [...value.entries.values()].some((item) => item.kind === 'null');
}

function decodeMember(
  expression: Expression,
  type: 'text' | 'texts',
  env: Environment,
): Json | undefined {
  const value = evaluate(expression, env);
  const converted = convert(value, type === 'text' ? STRING : listType(STRING));
  const problem = !isWhollyKnown(value)
    ? NO_VALUE
    : value.kind === 'null'
      ? 'null is not allowed'
      : converted.ok
        ? undefined
        : converted.problem;
  if (problem !== undefined || !converted.ok) {
    reportUnusable(expression, env, problem ?? '');
    return undefined;
  }
  return toJson(converted.value);
}

/**
 * A driver's options, whose schema only the driver knows: blocks and objects both become
 * lists of objects, and each label another level.
 */
export function decodeAnyBody(body: Body, env: Environment): Json {
  const entries = new Map<string, Json>();
  for (const { name, expression } of body.attributes.values()) {
    const value = evaluate(expression, env);
    if (!isWhollyKnown(value)) {
      reportUnusable(expression, env, NO_VALUE);
    } else if (value.kind !== 'null') {
      const json = anyJson(value, expression, env);
      entries.set(name, expression.kind === 'object' ? [json] : json);
    }
  }
  for (const block of body.blocks) {
    let json: Json = decodeAnyBody(block.body, env);
    for (const label of block.labels.toReversed()) json = { [label.text]: [json] };
    const before = entries.get(block.type);
    entries.set(block.type, Array.isArray(before) ? [...before, json] : [json]);
  }
  return sortedObject([...entries]);
}

function anyEntries(entries: ReadonlyMap<string, Value>, at: Expression, env: Environment): Json {
  return Object.fromEntries([...entries].map(([key, item]) => [key, anyJson(item, at, env)]));
}

function anyJson(value: Value, at: Expression, env: Environment): Json {
  if (value.kind === 'number') {
    if (!value.number.isFinite()) reportUnusable(at, env, 'infinity cannot be written as JSON');
    return value.number.isFinite() ? numberToJson(value) : null;
  }
  if (isItems(value)) return value.items.map((item) => anyJson(item, at, env));
  return isEntries(value) ? anyEntries(value.entries, at, env) : toJson(value);
}

function sortedObject(entries: ReadonlyArray<readonly [string, Json]>): Json {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
