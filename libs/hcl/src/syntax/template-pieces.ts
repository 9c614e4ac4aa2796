import type { Expression } from './ast.ts';
import { type Cursor, faultAt, SyntaxFault } from './cursor.ts';
import { type ForHead, isKeyword, parseForHead } from './parse-for.ts';
import { between, type Span, textOf } from './source.ts';
import { decodeText } from './string-literal.ts';
import type { Token, TokenType } from './token.ts';

/** A template before its directives are matched: a flat list. */
export type Piece = Content | Closer;

export type Content = TextPiece | Interpolation | IfDirective | ForDirective;

/** Its text may still lose white space to a strip marker or to `<<-`. */
export interface TextPiece {
  readonly kind: 'text';
  text: string;
  readonly span: Span;
}
export interface Interpolation {
  readonly kind: 'interpolation';
  readonly expression: Expression;
  readonly span: Span;
}
export interface IfDirective {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly span: Span;
}
export interface ForDirective {
  readonly kind: 'for';
  readonly head: ForHead;
  readonly collection: Expression;
  readonly span: Span;
}
/** A directive that belongs to an open one. */
export interface Closer {
  readonly kind: 'else' | 'endif' | 'endfor';
  readonly span: Span;
}

export function isCloser(piece: Piece): piece is Closer {
  return piece.kind === 'else' || piece.kind === 'endif' || piece.kind === 'endfor';
}

export interface Pieces {
  readonly pieces: Piece[];
  readonly close: Token;
}

const DIRECTIVES = ['if', 'else', 'endif', 'for', 'endfor'] as const;

/** Reads pieces up to the closing token, which is consumed. */
export function readPieces(cursor: Cursor, close: TokenType): Pieces {
  const pieces: Piece[] = [];
  const first = cursor.peek();
  let trimNext = false;
  for (;;) {
    const token = cursor.next();
    if (token.type === close) return { pieces, close: token };
    const trim = trimNext;
    trimNext = false;
    if (token.type === 'quoted-text' || token.type === 'heredoc-text') {
      const text = decodeText(cursor, token);
      pieces.push({ kind: 'text', text: trim ? text.trimStart() : text, span: token });
    } else if (token.type === 'template-interpolation' || token.type === 'template-directive') {
      if (token.end - token.start === 3) trimLast(pieces);
      const end = readSequence(cursor, { token, pieces, first, close });
      trimNext = end.end - end.start === 2;
    } else {
      throw faultAt(
        token,
        'Unterminated template string',
        close === 'close-heredoc'
          ? 'The file ends before the line with the marker that closes this heredoc.'
          : 'The closing quote of this string is missing.',
        first,
      );
    }
  }
}

interface Sequence {
  readonly token: Token;
  readonly pieces: Piece[];
  readonly first: Token;
  readonly close: TokenType;
}

/** Reads `${…}` or `%{…}` and gives the token that ended it. A faulty one is left out. */
function readSequence(cursor: Cursor, sequence: Sequence): Token {
  return cursor.withNewlines(false, () => {
    try {
      return sequence.token.type === 'template-interpolation'
        ? readInterpolation(cursor, sequence)
        : readDirective(cursor, sequence);
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      cursor.report(error.fault);
      return cursor.skipPast('template-end');
    }
  });
}

function readInterpolation(cursor: Cursor, { token, pieces, first, close }: Sequence): Token {
  const expression = cursor.expression();
  const end = cursor.peek();
  if (end.type !== 'template-end') throw unclosed(end, first, close);
  cursor.next();
  const span = between(token, end);
  const strips = token.end - token.start === 3 || end.end - end.start === 2;
  pieces.push({
    kind: 'interpolation',
    expression: withVerbatim(expression, token, end, strips),
    span,
  });
  return end;
}

/** A reference that means nothing yet stays as it was written, its blanks included. */
function withVerbatim(
  expression: Expression,
  open: Token,
  close: Token,
  strips: boolean,
): Expression {
  if (expression.kind !== 'reference' || strips) return expression;
  return { ...expression, verbatim: open.source.text.slice(open.end, close.start) };
}

function unclosed(end: Token, first: Token, close: TokenType): SyntaxFault {
  const endsString = end.type === 'close-quote' || end.type === 'open-quote';
  if (end.type === 'end-of-file' || (endsString && close === 'close-quote')) {
    return faultAt(
      first,
      'Unclosed template interpolation sequence',
      'A "${" in this string has no "}" before the string ends. For the characters themselves, write "$${".',
    );
  }
  return faultAt(
    end,
    'Extra characters after interpolation expression',
    'Expected "}" at the end of the interpolation. When this text is meant for another program, write "$${" for "${".',
    first,
  );
}

function readDirective(cursor: Cursor, { token, pieces }: Sequence): Token {
  const keyword = cursor.peek();
  if (keyword.type !== 'identifier') {
    throw faultAt(
      keyword,
      'Invalid template directive',
      'After "%{" comes if, else, endif, for or endfor. For the characters themselves, write "%%{".',
      token,
    );
  }
  const name = DIRECTIVES.find((directive) => isKeyword(keyword, directive));
  cursor.next();
  if (name === undefined) {
    throw faultAt(
      keyword,
      'Invalid template control keyword',
      `"${textOf(keyword)}" is no directive. Known are if, else, endif, for and endfor.`,
      token,
    );
  }
  const condition = name === 'if' ? cursor.expression() : undefined;
  const head = name === 'for' ? parseForHead(cursor, "Invalid 'for' directive") : undefined;
  const collection = head && cursor.expression();
  const end = cursor.peek();
  if (end.type !== 'template-end') {
    throw faultAt(
      end,
      'Extra characters in template directive',
      `Expected "}" at the end of the "${name}" directive.`,
      token,
    );
  }
  cursor.next();
  const span = between(token, end);
  if (name === 'if') {
    if (condition) pieces.push({ kind: name, condition, span });
  } else if (name === 'for') {
    if (head && collection) pieces.push({ kind: name, head, collection, span });
  } else {
    pieces.push({ kind: name, span });
  }
  return end;
}

/** `${~` eats the white space before it. */
function trimLast(pieces: readonly Piece[]): void {
  const last = pieces.at(-1);
  if (last?.kind === 'text') last.text = last.text.trimEnd();
}
