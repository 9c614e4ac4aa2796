import type { Expression } from './ast.ts';
import { Diagnostics, type Fault } from './diagnostics.ts';
import { between, type Span } from './source.ts';
import type { Token, TokenType } from './token.ts';

/** Thrown inside of the parser only: where it cannot go on before the next item of a body. */
export class SyntaxFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.summary);
    this.fault = fault;
  }
}

/** How deep expressions and blocks may nest; deeper input is refused rather than risking the stack. */
const DEPTH_MAX = 250;

const OPENERS: Partial<Record<TokenType, readonly TokenType[]>> = {
  '}': ['{'],
  ']': ['['],
  ')': ['('],
  'template-end': ['template-interpolation', 'template-directive'],
};

/** Walks over tokens, with newlines counting or not as the construct demands. */
export class Cursor {
  readonly diagnostics = new Diagnostics();
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  readonly #grammar: (cursor: Cursor) => Expression;
  readonly #newlines: boolean[] = [true];
  #at = 0;
  #depth = 0;
  #failed = false;

  /** @param grammar reads one expression; everything that holds expressions asks the cursor for them. */
  constructor(tokens: readonly Token[], grammar: (cursor: Cursor) => Expression) {
    const last = tokens.at(-1);
    if (last === undefined) throw new Error('the scanner always ends with an end-of-file token');
    this.#end = last;
    this.#grammar = grammar;
    this.#tokens = withoutComments(tokens);
  }

  peek(): Token {
    if (this.#newlines.at(-1) === false) {
      while (this.#tokens[this.#at]?.type === 'newline') this.#at += 1;
    }
    return this.#tokens[this.#at] ?? this.#end;
  }

  /** Takes the next token; the end of the file is given again and again. */
  next(): Token {
    const token = this.peek();
    if (token.type !== 'end-of-file') this.#at += 1;
    return token;
  }

  /** @throws SyntaxFault where no expression can be read. */
  expression(): Expression {
    return this.nested(() => this.#grammar(this));
  }

  /** Takes the next token when it has the type. */
  accept(type: TokenType): Token | undefined {
    return this.peek().type === type ? this.next() : undefined;
  }

  /** Runs a part of the parser in which newlines count, or do not. */
  withNewlines<T>(count: boolean, parse: () => T): T {
    this.#newlines.push(count);
    try {
      return parse();
    } finally {
      this.#newlines.pop();
    }
  }

  /** Runs a nested part of the parser, refusing what nests absurdly deep. */
  nested<T>(parse: () => T): T {
    this.#depth += 1;
    try {
      if (this.#depth > DEPTH_MAX) {
        throw new SyntaxFault({
          summary: 'Nesting too deep',
          detail: `Blocks and expressions may nest ${DEPTH_MAX} levels deep at most.`,
          subject: this.peek(),
        });
      }
      return parse();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Reports what does not stop the parser. */
  note(fault: Fault): void {
    this.diagnostics.error(fault);
  }

  /**
   * Reports what stopped the parser. Only the first one counts: what comes after it is
   * mostly an echo of it.
   */
  report(fault: Fault): void {
    if (!this.#failed) this.diagnostics.error(fault);
    this.#failed = true;
  }

  /** Skips to behind the closing token that matches, and gives it, or the end of the file. */
  skipPast(close: TokenType): Token {
    let open = 0;
    for (;;) {
      const token = this.next();
      if (token.type === 'end-of-file') return token;
      if (OPENERS[close]?.includes(token.type)) open += 1;
      if (token.type === close) {
        if (open === 0) return token;
        open -= 1;
      }
    }
  }

  /** Skips to the end of the line that ends the current item of a body, brackets balanced. */
  skipItem(): void {
    let open = 0;
    for (;;) {
      const token = this.peek();
      if (token.type === 'end-of-file') return;
      if (token.type === 'newline' && open === 0) {
        this.next();
        return;
      }
      if (isOpener(token.type)) open += 1;
      if (isCloser(token.type)) {
        if (open === 0 && token.type === '}') return;
        open = Math.max(0, open - 1);
      }
      this.next();
    }
  }
}

/** A fault at a token, with everything since `from` as its context. */
export function faultAt(subject: Span, summary: string, detail: string, from?: Span): SyntaxFault {
  return new SyntaxFault({ summary, detail, subject, context: from && between(from, subject) });
}

function isOpener(type: TokenType): boolean {
  return (
    type === '{' ||
    type === '[' ||
    type === '(' ||
    type === 'open-quote' ||
    type === 'open-heredoc' ||
    type === 'template-interpolation' ||
    type === 'template-directive'
  );
}

function isCloser(type: TokenType): boolean {
  return (
    type === '}' ||
    type === ']' ||
    type === ')' ||
    type === 'close-quote' ||
    type === 'close-heredoc' ||
    type === 'template-end'
  );
}

/** A comment to the end of its line holds that line's newline. */
function withoutComments(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some((token) => token.type === 'comment')) return tokens;
  return tokens.flatMap((token) => {
    if (token.type !== 'comment') return token;
    const isLine = token.source.text.charAt(token.end - 1) === '\n';
    return isLine ? { ...token, type: 'newline' as const } : [];
  });
}
