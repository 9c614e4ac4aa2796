import type { Diagnostic } from './diagnostics.ts';
import { characterCount, type Range, Source } from './source.ts';

/** The texts of the files that diagnostics speak of, by name. */
export type Sources = Readonly<Record<string, string>>;

/** No line of a message is longer, so that a minified file does not fill the screen. */
const WIDTH_MAX = 160;

/**
 * Diagnostics as a compiler prints them: what is wrong and where, the line with the part
 * marked, and what to do. What merely follows from another error is left out.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], sources: Sources): string {
  const parsed = new Map(
    Object.entries(sources).map(([name, text]) => [name, new Source(name, text)]),
  );
  const causes = diagnostics.filter(({ consequence }) => consequence !== true);
  const shown = causes.some(({ severity }) => severity === 'error') ? causes : diagnostics;
  return shown.map((diagnostic) => formatOne(diagnostic, parsed)).join('\n');
}

function formatOne(
  { severity, summary, detail, subject }: Diagnostic,
  sources: ReadonlyMap<string, Source>,
): string {
  const title = `${severity === 'error' ? 'Error' : 'Warning'}: ${summary}\n`;
  if (subject === undefined) return `${title}\n  ${detail}\n`;
  const { line, column } = subject.start;
  const place = `  on ${subject.filename}:${line},${column}\n`;
  const source = sources.get(subject.filename);
  const excerpt = source === undefined ? '' : markedLine(subject, source);
  return `${title}${place}${excerpt}\n  ${detail}\n`;
}

function markedLine({ start, end }: Range, source: Source): string {
  const line = source.line(start.line);
  if (line === undefined) return '';
  const number = String(start.line);
  const characters = Array.from(line);
  const isOneLine = end.line === start.line;
  const last = isOneLine ? end.column - 1 : characterCount(line);
  const width = Math.max(1, last - (start.column - 1));
  // A long line is cut to the part around the mark.
  const offset = Math.max(0, start.column - 1 - WIDTH_MAX / 2);
  const text = characters
    .slice(offset, offset + WIDTH_MAX)
    .join('')
    .replaceAll('\t', ' ');
  const marks = ' '.repeat(start.column - 1 - offset) + '^'.repeat(Math.min(width, WIDTH_MAX));
  const gutter = ' '.repeat(number.length);
  return `  ${gutter} |\n  ${number} | ${text}\n  ${gutter} | ${marks}\n`;
}
