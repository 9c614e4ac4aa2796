import type { TextReader } from '../tree/text-reader.ts';

const HEREDOC = /<<-?([^\s]+)[ \t]*\r?\n/y;
const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '"': '"',
  '\\': '\\',
};
const ESCAPE = /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[\s\S])/g;

/** A string in quotes. Between `${` and its brace, quotes and line ends are part of the text. */
export function readQuoted(reader: TextReader): string {
  const { text } = reader.source;
  const start = reader.at;
  let depth = 0;
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (depth === 0 && char === '"') break;
    if (depth === 0 && char === '\n') break;
    if (char === '\\' && depth === 0) at += 1;
    else if (depth === 0 && char === '$' && text.charAt(at + 1) === '{') {
      depth = 1;
      at += 1;
    } else if (depth > 0 && char === '{') depth += 1;
    else if (depth > 0 && char === '}') depth -= 1;
  }
  if (text.charAt(at) !== '"') {
    throw reader.fault(
      'Unclosed string',
      'The closing quote of this string is missing on its line.',
      reader.span(start, start + 1),
    );
  }
  reader.at = at + 1;
  return text
    .slice(start + 1, at)
    .replace(ESCAPE, (_, escape: string) => decodeEscape(reader, escape, start));
}

function decodeEscape(reader: TextReader, escape: string, start: number): string {
  const simple = SIMPLE[escape];
  if (simple !== undefined) return simple;
  const isOctal = /^[0-7]{3}$/.test(escape);
  const code = isOctal
    ? Number.parseInt(escape, 8)
    : escape.length > 1
      ? Number.parseInt(escape.slice(1), 16)
      : Number.NaN;
  if (code <= 0x10ffff) return String.fromCodePoint(code);
  throw reader.fault(
    'Invalid escape sequence',
    `"\\${escape}" means nothing. For a backslash, write "\\\\".`,
    reader.span(start),
  );
}

/** A text between `<<MARK` and a line with MARK alone; `<<-` also removes the marker's indentation. */
export function readHeredoc(reader: TextReader): string {
  const start = reader.at;
  const opening = reader.take(HEREDOC);
  const marker = opening.trim().replace(/^<<-?/, '');
  if (opening === '' || marker === '') {
    throw reader.fault(
      'Invalid heredoc',
      'After "<<" comes a marker of your choice, like EOF, and the text starts on the next line.',
    );
  }
  const lines: string[] = [];
  for (;;) {
    if (reader.isAtEnd) {
      throw reader.fault(
        'Unclosed heredoc',
        `The file ends before a line with "${marker}" alone.`,
        reader.span(start, start + opening.trimEnd().length),
      );
    }
    const line = reader.take(/[^\n]*\n?/y);
    if (line.trim() === marker) {
      // The line's end belongs to what follows.
      if (line.endsWith('\n')) reader.at -= 1;
      return opening.startsWith('<<-') ? withoutIndentation(lines, line) : lines.join('');
    }
    lines.push(line);
  }
}

/** When some line is less indented than the marker, all keep what they have. */
function withoutIndentation(lines: readonly string[], closing: string): string {
  const indentation = closing.slice(0, closing.length - closing.trimStart().length);
  const isIndented = lines.every((line) => line.startsWith(indentation) || line.trim() === '');
  return lines
    .map((line) =>
      isIndented && line.startsWith(indentation) ? line.slice(indentation.length) : line,
    )
    .join('');
}
