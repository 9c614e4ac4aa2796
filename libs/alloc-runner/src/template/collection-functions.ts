import {
  entriesOf,
  memberOf,
  printed,
  TemplateError,
  type TemplateFunction,
  type TemplateFunctions,
} from '@steppe/go-template';

const number = (value: unknown): number => {
  const parsed = typeof value === 'number' ? value : Number(printed(value));
  if (!Number.isNaN(parsed)) return parsed;
  throw new TemplateError(`${printed(value)} is not a number`);
};

/** As Go divides whole numbers: towards zero. */
const divided = (a: number, b: number): number => {
  if (b === 0) throw new TemplateError('division by zero');
  return Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b;
};

const members = (list: unknown): readonly unknown[] => entriesOf(list).map(([, member]) => member);

const holds = (list: unknown, wanted: unknown): boolean =>
  typeof list === 'string'
    ? list.includes(printed(wanted))
    : members(list).some((member) => printed(member) === printed(wanted));

/** The functions of consul-template on numbers, lists and maps. The value comes last, for pipelines. */
export const COLLECTION_FUNCTIONS: TemplateFunctions = new Map<string, TemplateFunction>([
  ['add', (b, a) => number(a) + number(b)],
  ['subtract', (b, a) => number(a) - number(b)],
  ['multiply', (b, a) => number(a) * number(b)],
  ['divide', (b, a) => divided(number(a), number(b))],
  ['modulo', (b, a) => number(a) % number(b)],
  ['minimum', (b, a) => Math.min(number(a), number(b))],
  ['maximum', (b, a) => Math.max(number(a), number(b))],
  ['in', (list, wanted) => holds(list, wanted)],
  ['contains', (wanted, list) => holds(list, wanted)],
  ['containsAll', (wanted, list) => members(wanted).every((each) => holds(list, each))],
  ['containsAny', (wanted, list) => members(wanted).some((each) => holds(list, each))],
  ['containsNone', (wanted, list) => !members(wanted).some((each) => holds(list, each))],
  ['containsNotAll', (wanted, list) => !members(wanted).every((each) => holds(list, each))],
  ['byTag', (instances) => byTag(instances)],
  ['byKey', (pairs) => byKey(pairs)],
  ['explode', (pairs) => exploded(pairs)],
  ['explodeMap', (map) => exploded(entriesOf(map).map(([Key, Value]) => ({ Key, Value })))],
  ['mergeMap', (under, over) => ({ ...recordOf(over), ...recordOf(under) })],
  ['mergeMapWithOverride', (under, over) => ({ ...recordOf(under), ...recordOf(over) })],
  ['loop', (first, second) => loop(first, second)],
]);

/** `loop 3` is 0, 1, 2; `loop 2 4` is 2, 3. */
function loop(first: unknown, second: unknown): readonly number[] {
  const [from, to] = second === undefined ? [0, number(first)] : [number(first), number(second)];
  if (to - from > 1_000_000) throw new TemplateError('loop: more than a million rounds');
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

function byTag(instances: unknown): Record<string, readonly unknown[]> {
  const groups: Record<string, unknown[]> = {};
  for (const instance of members(instances)) {
    for (const tag of members(memberOf(instance, 'Tags')))
      (groups[printed(tag)] ??= []).push(instance);
  }
  return groups;
}

function byKey(pairs: unknown): Record<string, Record<string, unknown>> {
  const groups: Record<string, Record<string, unknown>> = {};
  for (const pair of members(pairs)) {
    const [first = '', ...rest] = printed(memberOf(pair, 'Key')).split('/');
    if (rest.length > 0) (groups[first] ??= {})[rest.join('/')] = pair;
  }
  return groups;
}

/** Keys with slashes become maps in maps. */
function exploded(pairs: unknown): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const pair of members(pairs)) {
    const parts = printed(memberOf(pair, 'Key'))
      .split('/')
      .filter((part) => part !== '');
    put(root, parts, memberOf(pair, 'Value'));
  }
  return root;
}

function put(
  into: Record<string, unknown>,
  [first, ...rest]: readonly string[],
  value: unknown,
): void {
  if (first === undefined || first === '__proto__') return;
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const inner = recordOf(into[first]);
  into[first] = inner;
  put(inner, rest, value);
}

function recordOf(value: unknown): Record<string, unknown> {
  return Object.fromEntries(entriesOf(value).map(([key, member]) => [String(key), member]));
}
