import { assertNever } from '@steppe/domain';
import { parseDuration } from '../decode/duration.ts';
import type { Json } from '../values/json.ts';
import type { TreeNode } from '../tree/tree.ts';
import { type Given, membersOf, type ReadContext, type Reader } from './reader.ts';

/** A text; numbers and bools count by how they are written. */
export const text: Reader<string | undefined> = scalar('text in quotes', textOf);

export const bool: Reader<boolean | undefined> = scalar('true or false', boolOf);

export const integer: Reader<number | undefined> = scalar('a whole number', (node) => {
  const number = numberOf(node);
  return Number.isSafeInteger(number) ? number : undefined;
});

export const port: Reader<number | undefined> = scalar('a port from 1 to 65535', (node) => {
  const number = numberOf(node);
  return Number.isInteger(number) && number !== undefined && number >= 1 && number <= 65_535
    ? number
    : undefined;
});

/** One of these texts, in any case. */
export function oneOf(choices: readonly string[]): Reader<string | undefined> {
  return scalar(`one of ${choices.join(', ')}`, (node) => {
    const written = textOf(node);
    return choices.includes(written?.toUpperCase() ?? '') ? written : undefined;
  });
}

export const number: Reader<number | undefined> = scalar('a number', numberOf);

/** A duration as "1h30m", in milliseconds; a bare number counts nanoseconds. */
export const durationMs: Reader<number | undefined> = scalar(
  'a duration like "30s", "5m" or "1h30m"',
  (node) => {
    if (node.kind === 'number') return Number(node.text) / 1e6;
    const nanoseconds = node.kind === 'string' ? parseDuration(node.text) : '';
    return typeof nanoseconds === 'string' ? undefined : nanoseconds.toNumber() / 1e6;
  },
);

const POWERS = ['', 'k', 'm', 'g', 't'];

/** A size in bytes: "1GB" counts in thousands, "1GiB" in 1024s. */
export const sizeBytes: Reader<number | undefined> = scalar('a size like "512MB"', (node) => {
  const written = textOf(node) ?? '';
  const [, amount, prefix = '', binary] =
    /^([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)(i?)b?$/i.exec(written) ?? [];
  const base = binary ? 1024 : 1000;
  return amount === undefined
    ? undefined
    : Number(amount) * base ** POWERS.indexOf(prefix.toLowerCase());
});

/** A list of texts; several lists are joined, and a single text is a list of one. */
export const texts: Reader<readonly string[]> = (given, context) =>
  given.flatMap(({ name, node }) => {
    const items = node.kind === 'list' ? node.items : [node];
    return items.flatMap((item) => {
      const value = textOf(item);
      if (value === undefined) expected('a list of texts', name, item, context);
      return value === undefined ? [] : [value];
    });
  });

/** Names of the file's own choice with texts. */
export const textMap: Reader<Readonly<Record<string, string>>> = (given, context) =>
  Object.fromEntries(
    membersOf(given, context).flatMap(({ name, value }) => {
      const found = textOf(value);
      if (found === undefined) expected('text in quotes', name, value, context);
      return found === undefined ? [] : [[name, found]];
    }),
  );

/** Whatever a plug-in understands, as it is written. */
export const anyMap: Reader<Readonly<Record<string, Json>>> = (given, context) => {
  const members = membersOf(given, context);
  return Object.fromEntries(members.map(({ name, value }) => [name, plain(value)]));
};

/** Blocks by their label. */
export function labelled<T>(block: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (given, context) => {
    const byLabel = Map.groupBy(membersOf(given, context), ({ name }) => name);
    return Object.fromEntries(
      [...byLabel].map(([label, members]) => {
        const places = members.map(({ nameSpan, value }) => ({
          name: label,
          nameSpan,
          node: value,
        }));
        return [label, block(places, context)];
      }),
    );
  };
}

export function orElse<T>(setting: Reader<T | undefined>, fallback: T): Reader<T> {
  return (given, context) => setting(given, context) ?? fallback;
}

/** `undefined` when the files do not give it at all. */
export function ifGiven<T>(setting: Reader<T>): Reader<T | undefined> {
  return (given, context) => (given.length === 0 ? undefined : setting(given, context));
}

/** What Steppe always does: whoever asks for something else is told. */
export function alwaysSo<T extends boolean | number>(
  setting: Reader<T | undefined>,
  value: T,
): Reader<T> {
  return (given, context) => {
    for (const place of given) {
      const asked = setting([place], context);
      if (asked === undefined || asked === value) continue;
      context.diagnostics.warn({
        summary: 'Setting without effect',
        detail: `"${place.name}" is always ${value}, as far as Steppe is concerned.`,
        subject: place.nameSpan,
      });
    }
    return value;
  };
}

/**
 * Read and checked, but without effect: whoever sets it is told.
 *
 * @param why it needs none; without a reason, it is only that nothing acts on it yet.
 */
export function withoutEffect<T>(setting: Reader<T>, why?: string): Reader<T> {
  return (given, context) => {
    for (const place of given) warnOfNoEffect(place, context, why);
    return setting(given, context);
  };
}

/** Of names that a file chooses itself, those that something acts on; whoever sets another is told. */
export function effectiveOnly<T>(names: readonly string[], setting: Reader<T>): Reader<T> {
  return (given, context) => {
    for (const member of membersOf(given, context)) {
      if (!names.includes(member.name)) warnOfNoEffect(member, context);
    }
    return setting(given, context);
  };
}

function warnOfNoEffect(
  { name, nameSpan }: Pick<Given, 'name' | 'nameSpan'>,
  { diagnostics }: ReadContext,
  why?: string,
): void {
  diagnostics.warn({
    summary: 'Setting without effect',
    detail:
      why === undefined
        ? `"${name}" is understood, but nothing acts on it yet.`
        : `"${name}" needs no effect: ${why}.`,
    subject: nameSpan,
  });
}

function scalar<T>(what: string, read: (node: TreeNode) => T | undefined): Reader<T | undefined> {
  return (given: readonly Given[], context: ReadContext) => {
    let result: T | undefined;
    for (const { name, node } of given) {
      const value = read(node);
      if (value === undefined) expected(what, name, node, context);
      else result = value;
    }
    return result;
  };
}

function expected(
  what: string,
  name: string,
  { span }: TreeNode,
  { diagnostics }: ReadContext,
): void {
  diagnostics.error({
    summary: 'Unsuitable value',
    detail: `"${name}" must be ${what}.`,
    subject: span,
  });
}

function textOf(node: TreeNode): string | undefined {
  if (node.kind === 'string' || node.kind === 'number') return node.text;
  return node.kind === 'bool' ? String(node.bool) : undefined;
}

function boolOf(node: TreeNode): boolean | undefined {
  if (node.kind === 'bool') return node.bool;
  const written = textOf(node)?.toLowerCase();
  if (written === 'true' || written === '1') return true;
  return written === 'false' || written === '0' ? false : undefined;
}

function numberOf(node: TreeNode): number | undefined {
  if (node.kind !== 'number' && node.kind !== 'string') return undefined;
  const value = node.text.trim() === '' ? Number.NaN : Number(node.text);
  return Number.isFinite(value) ? value : undefined;
}

function plain(node: TreeNode): Json {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ name, value }) => [name, plain(value)]));
    case 'list':
      return node.items.map(plain);
    case 'string':
      return node.text;
    case 'number':
      return Number(node.text);
    case 'bool':
      return node.bool;
    case 'null':
      return null;
    default:
      return assertNever(node);
  }
}
