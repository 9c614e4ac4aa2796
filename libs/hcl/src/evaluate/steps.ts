import type { Step } from '../syntax/ast.ts';
import type { Diagnostics } from '../syntax/diagnostics.ts';
import type { Span } from '../syntax/source.ts';
import { suggest } from '../syntax/suggest.ts';
import { convert } from '../values/convert.ts';
import { describeType, NUMBER, STRING } from '../values/type.ts';
import {
  isEntries,
  isItems,
  typeOf,
  unknownOf,
  type Entries,
  type Items,
  type Value,
} from '../values/value.ts';
import type { Environment } from './environment.ts';

interface Place {
  readonly span: Span;
  readonly diagnostics: Diagnostics;
}

/** Follows attribute and index steps from a value. */
export function applySteps(from: Value, steps: readonly Step[], env: Environment): Value {
  let value = from;
  for (const step of steps) {
    const place = { span: step.span, diagnostics: env.diagnostics };
    value =
      step.kind === 'attribute'
        ? attributeOf(value, step.name, place)
        : indexInto(value, step.key, place);
  }
  return value;
}

function attributeOf(value: Value, name: string, place: Place): Value {
  if (value.kind === 'unknown') return unknownOf();
  if (isEntries(value)) {
    const item = value.entries.get(name);
    if (item !== undefined) return item;
    const near = suggest(name, [...value.entries.keys()]);
    return fault(
      place,
      value.kind === 'map' ? 'Missing map element' : 'Unsupported attribute',
      `There is no "${name}" here.${near}`,
    );
  }
  if (value.kind === 'null') {
    return fault(
      place,
      'Attempt to get attribute from null value',
      `This value is null, so it has no "${name}".`,
    );
  }
  const hint = isItems(value) ? ' To take it from each item, write [*] before the dot.' : '';
  return fault(
    place,
    'Unsupported attribute',
    `A ${describeType(typeOf(value))} has no attributes.${hint}`,
  );
}

/** The element of a collection that a key names. */
export function indexInto(value: Value, key: Value, place: Place): Value {
  if (value.kind === 'unknown' || key.kind === 'unknown') return unknownOf();
  if (value.kind === 'null') {
    return fault(
      place,
      'Attempt to index null value',
      'This value is null, so it has no elements.',
    );
  }
  if (key.kind === 'null') return fault(place, 'Invalid index', 'The key is null.');
  if (isEntries(value)) return entryOf(value, key, place);
  if (isItems(value) && value.kind !== 'set') return itemOf(value, key, place);
  return fault(
    place,
    'Invalid index',
    `A ${describeType(typeOf(value))} has no elements to choose by index.`,
  );
}

function entryOf(value: Entries, key: Value, place: Place): Value {
  const name = convert(key, STRING);
  if (!name.ok || name.value.kind !== 'string') {
    return fault(place, 'Invalid index', 'The key of a map or object must be a string.');
  }
  const { text } = name.value;
  const item = value.entries.get(text);
  if (item !== undefined) return item;
  const near = suggest(text, [...value.entries.keys()]);
  return fault(place, 'Invalid index', `There is no "${text}" here.${near}`);
}

function itemOf(value: Items, key: Value, place: Place): Value {
  const index = convert(key, NUMBER);
  if (!index.ok || index.value.kind !== 'number') {
    return fault(place, 'Invalid index', 'The index of a list must be a number.');
  }
  const { number } = index.value;
  if (!number.isInteger())
    return fault(place, 'Invalid index', 'The index of a list must be a whole number.');
  const item = number.isNegative() && !number.isZero() ? undefined : value.items[number.toNumber()];
  if (item !== undefined) return item;
  const count = value.items.length;
  return fault(
    place,
    'Invalid index',
    count === 0
      ? 'This list has no items.'
      : `This list has ${count} ${count === 1 ? 'item' : 'items'}, so its indexes go from 0 to ${count - 1}.`,
  );
}

function fault({ span, diagnostics }: Place, summary: string, detail: string): Value {
  diagnostics.error({ summary, detail, subject: span });
  return unknownOf();
}
