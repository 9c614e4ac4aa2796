import { UsageError } from '../usage-error.ts';

type TemplateFunction = (...args: readonly unknown[]) => unknown;

/** The functions that a template may call. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['and', (...args) => args.find((arg) => !isTrue(arg)) ?? args.at(-1)],
  ['or', (...args) => args.find(isTrue) ?? args.at(-1)],
  ['not', (arg) => !isTrue(arg)],
  ['eq', (first, ...others) => others.some((other) => other === first)],
  ['ne', (a, b) => a !== b],
  ['lt', (a, b) => compare(a, b) < 0],
  ['le', (a, b) => compare(a, b) <= 0],
  ['gt', (a, b) => compare(a, b) > 0],
  ['ge', (a, b) => compare(a, b) >= 0],
  ['len', (arg) => lengthOf(arg)],
  ['index', (value, ...keys) => keys.reduce((at, key) => memberOf(at, String(key)), value)],
  ['print', (...args) => args.map(printed).join(' ')],
  ['println', (...args) => `${args.map(printed).join(' ')}\n`],
  ['printf', (format, ...args) => formatted(String(format), args)],
  ['json', (arg) => JSON.stringify(arg)],
]);

/** Empty values are false: null, false, 0, "", and lists and maps without members. */
export function isTrue(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return lengthOf(value) > 0;
  return Boolean(value);
}

/** A member of a map or list, or undefined. */
export function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

/** As Go's fmt prints a value. */
export function printed(value: unknown): string {
  if (value === undefined) return '<no value>';
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(printed).join(' ')}]`;
  if (typeof value === 'object') {
    return `map[${Object.entries(value)
      .map(([key, field]) => `${key}:${printed(field)}`)
      .join(' ')}]`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw new UsageError(`template: len of ${printed(value)}`);
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  throw new UsageError(`template: cannot compare ${printed(a)} with ${printed(b)}`);
}

/** `%s`, `%v`, `%d`, `%q`, `%t`, `%f`, `%x` and `%%`, with width, `-` and precision. */
function formatted(format: string, args: readonly unknown[]): string {
  let next = 0;
  return format.replace(
    /%(-?)(\d*)(?:\.(\d+))?([svdqtfx%])/g,
    (_, left: string, width: string, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      const text = formatOne(verb, args[next++], precision);
      return left === '' ? text.padStart(Number(width)) : text.padEnd(Number(width));
    },
  );
}

function formatOne(verb: string, value: unknown, precision: string | undefined): string {
  switch (verb) {
    case 'q':
      return JSON.stringify(printed(value));
    case 'f':
      return Number(value).toFixed(precision === undefined ? 6 : Number(precision));
    case 'x':
      return typeof value === 'number'
        ? value.toString(16)
        : Buffer.from(printed(value)).toString('hex');
    default:
      return precision === undefined ? printed(value) : printed(value).slice(0, Number(precision));
  }
}
