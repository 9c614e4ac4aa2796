/** A point in a source file. Lines and columns count from 1, bytes (UTF-8) from 0. */
export interface Position {
  readonly line: number;
  /** Counts what a reader sees as characters (grapheme clusters), not code units. */
  readonly column: number;
  readonly byte: number;
}

/** A part of a source file; `end` is the first position after it. */
export interface Range {
  readonly filename: string;
  readonly start: Position;
  readonly end: Position;
}

/**
 * A part of a source as offsets in UTF-16 code units.
 *
 * Positions are computed only when somebody asks, since most spans never reach a diagnostic.
 */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const BYTE_ORDER_MARK = '\uFEFF';
const NOT_ASCII = /[^\0-\x7f]/;

/** One text to be parsed, and the way from its offsets to lines, columns and bytes. */
export class Source {
  readonly filename: string;
  readonly text: string;
  readonly #bomBytes: number;
  readonly #origin: Span | undefined;
  #lineStarts: readonly number[] | undefined;
  #lineBytes: readonly number[] | undefined;

  /**
   * @param origin where the text stands inside of another source, as a string of a JSON file does;
   *   positions are then the other's.
   */
  constructor(filename: string, text: string, origin?: Span) {
    const hasMark = text.startsWith(BYTE_ORDER_MARK);
    this.filename = filename;
    this.text = hasMark ? text.slice(1) : text;
    this.#bomBytes = hasMark ? 3 : 0;
    this.#origin = origin;
  }

  /** The range of a span of this source, clamped to the text. */
  range(start: number, end: number): Range {
    return { filename: this.filename, start: this.position(start), end: this.position(end) };
  }

  position(offset: number): Position {
    if (this.#origin !== undefined) {
      const { source, start, end } = this.#origin;
      return source.position(Math.min(start + offset, end));
    }
    const at = Math.max(0, Math.min(offset, this.text.length));
    const starts = this.#starts();
    const line = lastIndexAtMost(starts, at);
    const lineStart = starts[line] ?? 0;
    const before = this.text.slice(lineStart, at);
    return {
      line: line + 1,
      column: characterCount(before) + 1,
      byte: this.#bomBytes + (this.#bytesBefore()[line] ?? 0) + utf8Length(before),
    };
  }

  /** The text of a line, counted from 1, without its line ending; `undefined` past the end. */
  line(number: number): string | undefined {
    const starts = this.#starts();
    const start = starts[number - 1];
    if (start === undefined) return undefined;
    const next = starts[number] ?? this.text.length + 1;
    return this.text.slice(start, next - 1).replace(/\r$/, '');
  }

  /** How many bytes are before each line; to count them for each position took most of the time of a bad file. */
  #bytesBefore(): readonly number[] {
    if (this.#lineBytes !== undefined) return this.#lineBytes;
    const starts = this.#starts();
    const bytes = [0];
    for (let line = 1; line < starts.length; line += 1) {
      const before = this.text.slice(starts[line - 1], starts[line]);
      bytes.push((bytes[line - 1] ?? 0) + utf8Length(before));
    }
    this.#lineBytes = bytes;
    return bytes;
  }

  #starts(): readonly number[] {
    if (this.#lineStarts !== undefined) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) {
      starts.push(at + 1);
    }
    this.#lineStarts = starts;
    return starts;
  }
}

export function rangeOf(span: Span): Range {
  return span.source.range(span.start, span.end);
}

export function textOf(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}

/** The span from the start of one to the end of another of the same source. */
export function between(from: Span, to: Span): Span {
  return { source: from.source, start: from.start, end: Math.max(from.start, to.end) };
}

/** How many grapheme clusters a text holds. */
export function characterCount(text: string): number {
  if (!NOT_ASCII.test(text)) return text.length;
  let count = 0;
  for (const _ of graphemes.segment(text)) count += 1;
  return count;
}

/** The number of bytes of a text in UTF-8; a lone surrogate counts as U+FFFD, three bytes. */
export function utf8Length(text: string): number {
  if (!NOT_ASCII.test(text)) return text.length;
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function lastIndexAtMost(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? Infinity) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
