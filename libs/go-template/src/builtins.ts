import { formatted } from './format.ts';
import { TemplateError } from './template-error.ts';
import { isTrue, lengthOf, memberOf, printed } from './values.ts';

export type TemplateFunction = (...args: readonly unknown[]) => unknown;
export type TemplateFunctions = ReadonlyMap<string, TemplateFunction>;

/** The functions that Go's templates have by themselves. */
export const BUILTIN_FUNCTIONS: TemplateFunctions = new Map<string, TemplateFunction>([
  ['and', (...args) => args.find((arg) => !isTrue(arg)) ?? args.at(-1)],
  ['or', (...args) => args.find(isTrue) ?? args.at(-1)],
  ['not', (arg) => !isTrue(arg)],
  ['eq', (first, ...others) => others.some((other) => isEqual(first, other))],
  ['ne', (a, b) => !isEqual(a, b)],
  ['lt', (a, b) => compare(a, b) < 0],
  ['le', (a, b) => compare(a, b) <= 0],
  ['gt', (a, b) => compare(a, b) > 0],
  ['ge', (a, b) => compare(a, b) >= 0],
  ['len', (arg) => lengthOf(arg)],
  ['index', (value, ...keys) => keys.reduce((at, key) => memberOf(at, String(key)), value)],
  ['slice', (value, from, to) => sliceOf(value, from, to)],
  ['print', (...args) => args.map(printed).join(' ')],
  ['println', (...args) => `${args.map(printed).join(' ')}\n`],
  ['printf', (format, ...args) => formatted(String(format), args)],
  ['html', (...args) => escapeHtml(args.map(printed).join(''))],
  ['urlquery', (...args) => encodeURIComponent(args.map(printed).join('')).replaceAll('%20', '+')],
  ['js', (...args) => JSON.stringify(args.map(printed).join('')).slice(1, -1)],
]);

/** Numbers and texts are compared as they are; what prints as a text, as that text. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a === 'object' && a !== null) return printed(a) === printed(b);
  if (typeof b === 'object' && b !== null) return printed(a) === printed(b);
  return a === b;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  throw new TemplateError(`cannot compare ${printed(a)} with ${printed(b)}`);
}

function sliceOf(value: unknown, from: unknown, to: unknown): unknown {
  const [start, end] = [Number(from ?? 0), to === undefined ? undefined : Number(to)];
  if (typeof value === 'string') return value.slice(start, end);
  if (Array.isArray(value)) return value.slice(start, end);
  throw new TemplateError(`cannot slice ${printed(value)}`);
}

const HTML_ESCAPES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
]);

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (char) => HTML_ESCAPES.get(char) ?? char);
}
