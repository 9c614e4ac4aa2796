import type { Cursor } from './cursor.ts';
import { textOf } from './source.ts';
import type { Token } from './token.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
};
const ESCAPED_OPENER = /([$%])\1\{/g;
const QUOTED_ESCAPE = /([$%])\1\{|\\(u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8}|[\s\S]|$)/gu;

/** The text of a piece of a template; only quoted ones know backslashes. */
export function decodeText(cursor: Cursor, token: Token): string {
  const raw = textOf(token);
  if (token.type !== 'quoted-text') {
    return (raw.includes('{') ? raw.replace(ESCAPED_OPENER, '$1{') : raw).normalize('NFC');
  }
  const decoded =
    raw.includes('\\') || raw.includes('{')
      ? raw.replace(
          QUOTED_ESCAPE,
          (whole, opener: string | undefined, escape: string | undefined, at: number) =>
            opener === undefined
              ? decodeEscape(cursor, token, escape ?? '', at, whole)
              : `${opener}{`,
        )
      : raw;
  return decoded.normalize('NFC');
}

function decodeEscape(
  cursor: Cursor,
  token: Token,
  escape: string,
  at: number,
  whole: string,
): string {
  const simple = SIMPLE[escape];
  if (simple !== undefined) return simple;
  const digits = escape.slice(1);
  const isComplete = digits.length === (escape.startsWith('U') ? 8 : 4);
  const code = isComplete ? Number.parseInt(digits, 16) : Number.NaN;
  if (code <= 0x10ffff) return String.fromCodePoint(code);
  const start = token.start + at;
  cursor.note({
    summary: 'Invalid escape sequence',
    detail: explain(escape),
    subject: { source: token.source, start, end: start + whole.length },
  });
  return whole;
}

function explain(escape: string): string {
  if (escape.startsWith('u')) return '\\u must be followed by four hexadecimal digits.';
  if (escape.startsWith('U'))
    return '\\U must be followed by eight hexadecimal digits, up to 0010FFFF.';
  return `"\\${escape}" means nothing. Known are \\n, \\r, \\t, \\", \\\\, \\uNNNN and \\UNNNNNNNN; for a backslash itself, write \\\\.`;
}
