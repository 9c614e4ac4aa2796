import { RE2JS } from 're2js';
import { filterError, type Token, tokenizeFilter } from './tokenize-filter.ts';

/** What a comparison does with the value that its selector finds. */
export interface Match {
  readonly kind: 'match';
  readonly path: readonly string[];
  readonly test: (value: unknown) => boolean;
}

export type Filter =
  | Match
  | { readonly kind: 'not'; readonly inner: Filter }
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter };

/** No expression that a person writes is longer, or nested deeper. */
const LENGTH_MAX = 4096;
const DEPTH_MAX = 50;

/**
 * Parses a filter such as `Status == "running" and Name matches "^web"`: the language of go-bexpr, as
 * Nomad's lists take it, without its quantifiers `any` and `all`.
 *
 * @throws SteppeError `REQUEST_INVALID` with the place of the fault.
 */
export function parseFilter(source: string): Filter {
  if (source.length > LENGTH_MAX) throw filterError(0, `longer than ${LENGTH_MAX} characters`);
  const parser = new FilterParser(tokenizeFilter(source), source.length);
  return parser.whole();
}

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  whole(): Filter {
    const filter = this.#or();
    if (this.#peek()) throw this.#error('expected "and", "or" or the end');
    return filter;
  }

  #or(): Filter {
    let left = this.#and();
    while (this.#take('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Filter {
    let left = this.#not();
    while (this.#take('and')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Filter {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw this.#error(`nested deeper than ${DEPTH_MAX}`);
    const filter = this.#unary();
    this.#depth -= 1;
    return filter;
  }

  #unary(): Filter {
    if (this.#take('not')) return { kind: 'not', inner: this.#not() };
    if (!this.#take('(')) return this.#comparison();
    const inner = this.#or();
    if (!this.#take(')')) throw this.#error('expected ")"');
    return inner;
  }

  #comparison(): Filter {
    const first = this.#operand();
    const isNegated = this.#take('not');
    if (this.#take('in')) {
      const wanted = first.text;
      return negated(isNegated, this.#selector(), (value) => contains(value, wanted));
    }
    const path = this.#path(first);
    if (isNegated || !this.#take('is')) return this.#binary(path, isNegated);
    const isNot = this.#take('not');
    if (this.#take('nil')) return negated(isNot, path, isNil);
    if (!this.#take('empty')) throw this.#error('expected "empty" or "nil"');
    return negated(isNot, path, isEmpty);
  }

  #binary(path: readonly string[], isNegated: boolean): Filter {
    if (this.#take('contains')) {
      const wanted = this.#operand().text;
      return negated(isNegated, path, (value) => contains(value, wanted));
    }
    if (this.#take('matches')) {
      const pattern = this.#pattern(this.#operand());
      return negated(isNegated, path, (value) => pattern.matcher(textOf(value)).find());
    }
    const isDifferent = !isNegated && this.#take('!=');
    if (!isDifferent && (isNegated || !this.#take('=='))) {
      throw this.#error('no match found, expected "!=", "==", contains, matches, in or is');
    }
    const wanted = this.#operand().text;
    return negated(isDifferent, path, (value) => textOf(value) === wanted);
  }

  /** RE2, as in the original, so that no pattern takes more than linear time. */
  #pattern({ text, at }: Token): RE2JS {
    try {
      return RE2JS.compile(text);
    } catch (cause) {
      throw filterError(at, `not a regular expression: ${String(cause)}`);
    }
  }

  #selector(): string[] {
    return this.#path(this.#operand());
  }

  /** `A.B`, `A["B"]`, or the pointer `"/A/B"`. */
  #path({ kind, text, at }: Token): string[] {
    if (kind === 'text') {
      if (!text.startsWith('/')) throw filterError(at, 'expected a field');
      return text.slice(1).split('/');
    }
    const path = text.split('.');
    while (this.#take('[')) {
      path.push(this.#operand().text);
      if (!this.#take(']')) throw this.#error('expected "]"');
    }
    return path;
  }

  #operand(): Token {
    const token = this.#peek();
    if (!token || token.kind === 'sign') throw this.#error('expected a field or a value');
    this.#next += 1;
    return token;
  }

  /** A text in quotes is never a keyword. */
  #take(word: string): boolean {
    const token = this.#peek();
    if (!token || token.kind === 'text' || token.text !== word) return false;
    this.#next += 1;
    return true;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #error(reason: string): Error {
    return filterError(this.#peek()?.at ?? this.#end, reason);
  }
}

function negated(
  isNegated: boolean,
  path: readonly string[],
  test: (value: unknown) => boolean,
): Filter {
  const inner: Match = { kind: 'match', path, test };
  return isNegated ? { kind: 'not', inner } : inner;
}

/** A list contains a member, a map a key, a text a part. */
function contains(value: unknown, wanted: string): boolean {
  if (Array.isArray(value)) return value.some((member) => textOf(member) === wanted);
  if (typeof value === 'object' && value !== null) return Object.hasOwn(value, wanted);
  return textOf(value).includes(wanted);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'object') return Object.keys(value).length === 0;
  return value === '';
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** What is not there. Lists show of some blocks only whether there is one. */
function isNil(value: unknown): boolean {
  return value === undefined || value === null || value === false;
}
