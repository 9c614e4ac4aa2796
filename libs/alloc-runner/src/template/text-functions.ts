import { createHash, createHmac } from 'node:crypto';
import {
  entriesOf,
  memberOf,
  printed,
  type TemplateFunction,
  type TemplateFunctions,
  TemplateError,
} from '@steppe/go-template';
import { parse as parseToml, stringify as stringifyToml } from 'smol-toml';
import { parse as parseYaml, stringify as stringifyYaml } from 'yaml';

const hash =
  (algorithm: string): TemplateFunction =>
  (value) =>
    createHash(algorithm).update(printed(value)).digest('hex');

const base64 = (value: unknown, encoding: 'base64' | 'base64url'): string =>
  Buffer.from(printed(value)).toString(encoding);

const unBase64 = (value: unknown, encoding: 'base64' | 'base64url'): string =>
  Buffer.from(printed(value), encoding).toString('utf8');

/** The functions of consul-template on texts and what texts hold; the text comes last, for pipelines. */
export const TEXT_FUNCTIONS: TemplateFunctions = new Map<string, TemplateFunction>([
  ['base64Decode', (value) => unBase64(value, 'base64')],
  ['base64Encode', (value) => base64(value, 'base64')],
  ['base64URLDecode', (value) => unBase64(value, 'base64url')],
  ['base64URLEncode', (value) => `${base64(value, 'base64url')}${padding(value)}`],
  [
    'hmacSHA256Hex',
    (text, key) => createHmac('sha256', printed(key)).update(printed(text)).digest('hex'),
  ],
  ['indent', (spaces, text) => printed(text).replaceAll(/^/gmu, ' '.repeat(Number(spaces)))],
  ['join', (separator, list) => listOf(list).map(printed).join(printed(separator))],
  ['md5sum', hash('md5')],
  ['parseBool', (text) => booleanOf(printed(text))],
  ['parseFloat', (text) => numberOf(printed(text))],
  ['parseInt', (text) => Math.trunc(numberOf(printed(text)))],
  ['parseUint', (text) => Math.trunc(numberOf(printed(text)))],
  ['parseJSON', (text) => parsed('JSON', text, JSON.parse)],
  ['parseTOML', (text) => parsed('TOML', text, parseToml)],
  ['parseYAML', (text) => parsed('YAML', text, parseYaml)],
  ['regexMatch', (pattern, text) => regex(pattern).test(printed(text))],
  [
    'regexReplaceAll',
    (pattern, to, text) => printed(text).replaceAll(regex(pattern), replacement(to)),
  ],
  ['replaceAll', (from, to, text) => printed(text).replaceAll(printed(from), () => printed(to))],
  ['sha256Hex', hash('sha256')],
  ['split', (separator, text) => (text === '' ? [] : printed(text).split(printed(separator)))],
  ['splitToMap', (pairs, keys, text) => mapOf(printed(text), printed(pairs), printed(keys))],
  ['spew_dump', (value) => JSON.stringify(plain(value), null, 2)],
  ['toJSON', (value) => escapedJson(JSON.stringify(plain(value)))],
  ['toJSONPretty', (value) => escapedJson(JSON.stringify(plain(value), null, 2))],
  ['toLower', (text) => printed(text).toLowerCase()],
  ['toTOML', (value) => stringifyToml(recordOf(plain(value))).trimEnd()],
  [
    'toTitle',
    (text) =>
      printed(text).replaceAll(/(?<![\p{L}\p{N}'])\p{L}/gu, (letter) => letter.toUpperCase()),
  ],
  ['toUnescapedJSON', (value) => JSON.stringify(plain(value))],
  ['toUnescapedJSONPretty', (value) => JSON.stringify(plain(value), null, 2)],
  ['toUpper', (text) => printed(text).toUpperCase()],
  ['toYAML', (value) => stringifyYaml(plain(value)).trimEnd()],
  ['trim', (text, cut) => trimmed(printed(text), printed(cut))],
  ['trimPrefix', (prefix, text) => withoutPrefix(printed(text), printed(prefix))],
  ['trimSpace', (text) => printed(text).trim()],
  ['trimSuffix', (suffix, text) => withoutSuffix(printed(text), printed(suffix))],
]);

const padding = (value: unknown): string =>
  '='.repeat((3 - (Buffer.byteLength(printed(value)) % 3)) % 3);

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : entriesOf(value).map(([, member]) => member);
}

function booleanOf(text: string): boolean {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['', '0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  throw new TemplateError(`parseBool: ${JSON.stringify(text)} is neither true nor false`);
}

function numberOf(text: string): number {
  const number = Number(text);
  if (!Number.isNaN(number)) return number;
  throw new TemplateError(`${JSON.stringify(text)} is not a number`);
}

function parsed(form: string, text: unknown, parse: (text: string) => unknown): unknown {
  const source = printed(text);
  if (source === '') return {};
  try {
    return parse(source);
  } catch (error) {
    throw new TemplateError(
      `parse${form}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Go's syntax, where a named group begins with `?P<`. */
function regex(pattern: unknown): RegExp {
  try {
    return new RegExp(printed(pattern).replaceAll('(?P<', '(?<'), 'gu');
  } catch (error) {
    throw new TemplateError(String(error instanceof Error ? error.message : error));
  }
}

const replacement = (to: unknown): string =>
  printed(to)
    .replaceAll(/\$\{(\d+)\}/gu, '$$$1')
    .replaceAll(/\$\{(\w+)\}/gu, '$$<$1>');

function mapOf(text: string, pairs: string, keys: string): Record<string, string> {
  return Object.fromEntries(
    text.split(pairs).map((pair) => {
      const at = pair.indexOf(keys);
      return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + keys.length)];
    }),
  );
}

function trimmed(text: string, cut: string): string {
  let [start, end] = [0, text.length];
  while (start < end && cut.includes(text[start] ?? '')) start += 1;
  while (end > start && cut.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
}

const withoutPrefix = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text;

const withoutSuffix = (text: string, suffix: string): string =>
  suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;

/** Without what only templates know: a described value is its members, or else its text. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  const members =
    memberOf(value, 'Items') === undefined ? entriesOf(value) : entriesOf(memberOf(value, 'Items'));
  if (members.length === 0 && Object.getPrototypeOf(value) !== Object.prototype)
    return printed(value);
  return Object.fromEntries(members.map(([key, member]) => [String(key), plain(member)]));
}

function recordOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return { ...value };
  throw new TemplateError(`toTOML: ${printed(value)} is no map`);
}

/** As Go writes JSON by default. */
const escapedJson = (json: string): string =>
  json.replaceAll(/[<>&]/gu, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
