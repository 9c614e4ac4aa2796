import type { Source } from './source.ts';
import { PUNCTUATION, type Punctuation, type Token, type TokenType } from './token.ts';

/**
 * A heredoc's marker, or a quoted string: what a template's text ends with.
 * `atLineStart` is true when a line that holds only the marker would end the heredoc.
 */
type Template =
  | { readonly kind: 'quoted' }
  | { readonly kind: 'heredoc'; readonly marker: string; atLineStart: boolean };

/** The scanner is either in a template's text or in an expression inside of one, braces counted. */
interface Mode {
  readonly template: Template | undefined;
  /** Braces open since the interpolation began; only for expressions. */
  depth: number;
}

const IDENTIFIER = /[\p{ID_Start}_][\p{ID_Continue}\p{Nd}_-]*/uy;
const NUMBER = /[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const BLANK = /[ \t]+/y;
const LINE_COMMENT = /(?:#|\/\/)[^\n]*(?:\n|$)/y;
const LINE_ENDS = /(?:\r?\n)+/y;
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}_-]*)\r?\n/uy;
const PUNCTUATION_BY_FIRST = groupByFirst(PUNCTUATION);

/** Turns a source into tokens; whatever fits nothing becomes an `invalid` token, so it never fails. */
export function scan(source: Source): Token[] {
  return new Scanner(source).run('expression');
}

/** Scans a source that is a template's text from its first character. */
export function scanTemplate(source: Source): Token[] {
  return new Scanner(source).run('template');
}

class Scanner {
  readonly #source: Source;
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #modes: Mode[] = [];
  #at = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
  }

  run(start: 'expression' | 'template'): Token[] {
    // No line, trimmed, is a newline, so nothing ends this one before the text does.
    const bare: Template = { kind: 'heredoc', marker: '\n', atLineStart: false };
    this.#modes.push({ template: start === 'template' ? bare : undefined, depth: 0 });
    while (this.#at < this.#text.length) {
      const template = this.#mode().template;
      if (template === undefined) this.#scanExpression();
      else if (template.kind === 'quoted') this.#scanQuoted();
      else this.#scanHeredoc(template);
    }
    this.#push('end-of-file', this.#text.length);
    return this.#tokens;
  }

  #mode(): Mode {
    return this.#modes.at(-1) ?? { template: undefined, depth: 0 };
  }

  #push(type: TokenType, end: number): void {
    this.#tokens.push({ type, source: this.#source, start: this.#at, end });
    this.#at = end;
  }

  #match(pattern: RegExp): number {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text) ? pattern.lastIndex : 0;
  }

  #scanExpression(): void {
    const char = this.#text.charAt(this.#at);
    if (char === ' ' || char === '\t') {
      this.#at = this.#match(BLANK);
      return;
    }
    const identifierEnd = this.#match(IDENTIFIER);
    if (identifierEnd > 0) return this.#push('identifier', identifierEnd);
    if (char === '\n') return this.#push('newline', this.#at + 1);
    if (char === '\r' && this.#text.charAt(this.#at + 1) === '\n') {
      return this.#push('newline', this.#at + 2);
    }
    const numberEnd = this.#match(NUMBER);
    if (numberEnd > 0) return this.#push('number', numberEnd);
    if (char === '"') {
      this.#push('open-quote', this.#at + 1);
      this.#modes.push({ template: { kind: 'quoted' }, depth: 0 });
      return;
    }
    if (this.#scanComment(char) || this.#scanHeredocStart(char)) return;
    this.#scanPunctuation(char);
  }

  #scanComment(char: string): boolean {
    if (char !== '#' && char !== '/') return false;
    const lineEnd = this.#match(LINE_COMMENT);
    if (lineEnd > 0) {
      this.#push('comment', lineEnd);
      return true;
    }
    if (!this.#text.startsWith('/*', this.#at)) return false;
    const close = this.#text.indexOf('*/', this.#at + 2);
    if (close < 0) return false;
    this.#push('comment', close + 2);
    return true;
  }

  #scanHeredocStart(char: string): boolean {
    if (char !== '<' || !this.#text.startsWith('<<', this.#at)) return false;
    HEREDOC.lastIndex = this.#at;
    const marker = HEREDOC.exec(this.#text)?.[1];
    if (marker === undefined) return false;
    this.#push('open-heredoc', HEREDOC.lastIndex);
    this.#modes.push({ template: { kind: 'heredoc', marker, atLineStart: true }, depth: 0 });
    return true;
  }

  #scanPunctuation(char: string): void {
    if (this.#endsInterpolation(char)) return;
    const candidates = PUNCTUATION_BY_FIRST.get(char) ?? [];
    const found = candidates.find((candidate) => this.#text.startsWith(candidate, this.#at));
    if (found === undefined) {
      const width = (this.#text.codePointAt(this.#at) ?? 0) > 0xffff ? 2 : 1;
      return this.#push('invalid', this.#at + width);
    }
    const mode = this.#mode();
    if (found === '{') mode.depth += 1;
    if (found === '}') mode.depth -= 1;
    this.#push(found, this.#at + found.length);
  }

  /** `}` or `~}` at the depth where `${` or `%{` began goes back to the template's text. */
  #endsInterpolation(char: string): boolean {
    if (this.#modes.length < 2 || this.#mode().depth > 0) return false;
    const strips = char === '~' && this.#text.charAt(this.#at + 1) === '}';
    if (char !== '}' && !strips) return false;
    this.#push('template-end', this.#at + (strips ? 2 : 1));
    this.#modes.pop();
    return true;
  }

  #scanQuoted(): void {
    const end = textEnd(this.#text, this.#at, '"');
    if (end > this.#at) return this.#push('quoted-text', end);
    const char = this.#text.charAt(this.#at);
    if (char === '"') {
      this.#push('close-quote', this.#at + 1);
      this.#modes.pop();
    } else if (char === '\n' || char === '\r') {
      this.#push('quoted-newline', this.#match(LINE_ENDS));
    } else {
      this.#startInterpolation(char);
    }
  }

  #scanHeredoc(template: Extract<Template, { kind: 'heredoc' }>): void {
    const end = textEnd(this.#text, this.#at, '');
    const atNewline = this.#text.charAt(end) === '\n' || this.#text.startsWith('\r\n', end);
    if (
      atNewline &&
      template.atLineStart &&
      this.#text.slice(this.#at, end).trim() === template.marker
    ) {
      this.#push('close-heredoc', end);
      this.#modes.pop();
      return;
    }
    if (atNewline) {
      template.atLineStart = true;
      return this.#push('heredoc-text', this.#text.indexOf('\n', end) + 1);
    }
    template.atLineStart = false;
    if (end > this.#at) return this.#push('heredoc-text', end);
    this.#startInterpolation(this.#text.charAt(this.#at));
  }

  #startInterpolation(char: string): void {
    const width = this.#text.charAt(this.#at + 2) === '~' ? 3 : 2;
    this.#push(char === '$' ? 'template-interpolation' : 'template-directive', this.#at + width);
    this.#modes.push({ template: undefined, depth: 0 });
  }
}

/**
 * Where plain template text ends: before a newline, the quote, `${` or `%{`.
 * `$${` and `%%{` are escapes and belong to the text, as does a backslash with what it escapes.
 */
function textEnd(text: string, from: number, quote: '"' | ''): number {
  let at = from;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '\n' || (quote !== '' && char === quote)) return at;
    if (char === '\r' && text.charAt(at + 1) === '\n') return at;
    if (char === '$' || char === '%') {
      if (text.charAt(at + 1) === '{') return at;
      at += text.charAt(at + 1) === char && text.charAt(at + 2) === '{' ? 3 : 1;
    } else if (char === '\\' && quote !== '' && text.charAt(at + 1) !== '\n') {
      at += 2;
    } else {
      at += 1;
    }
  }
  return text.length;
}

function groupByFirst(all: readonly Punctuation[]): ReadonlyMap<string, readonly Punctuation[]> {
  return Map.groupBy(all, (punctuation) => punctuation.charAt(0));
}
