import { assertNever } from '@steppe/domain';
import { stringOf } from '../values/value.ts';
import type { Expression } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { between, type Span } from './source.ts';
import {
  type Content,
  type ForDirective,
  type IfDirective,
  isCloser,
  type Piece,
} from './template-pieces.ts';

/** Matches `if`, `else`, `endif`, `for` and `endfor`, and makes expressions of them. */
export function buildTemplateParts(
  cursor: Cursor,
  pieces: readonly Piece[],
  end: Span,
): readonly Expression[] {
  return new Tree(cursor, pieces, end).build();
}

class Tree {
  readonly #cursor: Cursor;
  readonly #pieces: readonly Piece[];
  readonly #end: Span;
  #at = 0;

  constructor(cursor: Cursor, pieces: readonly Piece[], end: Span) {
    this.#cursor = cursor;
    this.#pieces = pieces;
    this.#end = end;
  }

  build(): Expression[] {
    const parts: Expression[] = [];
    while (this.#at < this.#pieces.length) {
      const piece = this.#pieces[this.#at];
      if (piece === undefined) break;
      if (isCloser(piece)) {
        this.#at += 1;
        this.#cursor.note({
          summary: `Unexpected ${piece.kind} directive`,
          detail: `There is no open "${piece.kind === 'endfor' ? 'for' : 'if'}" directive for this one.`,
          subject: piece.span,
        });
        return parts;
      }
      parts.push(this.#part(piece));
    }
    return parts;
  }

  #part(piece: Content): Expression {
    this.#at += 1;
    switch (piece.kind) {
      case 'text':
        return textPart(piece.text, piece.span);
      case 'interpolation':
        return piece.expression;
      case 'if':
        return this.#cursor.nested(() => this.#if(piece));
      case 'for':
        return this.#cursor.nested(() => this.#for(piece));
      default:
        return assertNever(piece);
    }
  }

  #if(open: IfDirective): Expression {
    const yes: Expression[] = [];
    const no: Expression[] = [];
    let current = yes;
    let last = open.span;
    for (;;) {
      const piece = this.#pieces[this.#at];
      if (piece === undefined || piece.kind === 'endfor') {
        this.#unbalanced(open, piece);
        break;
      }
      last = piece.span;
      if (!isCloser(piece)) {
        current.push(this.#part(piece));
        continue;
      }
      this.#at += 1;
      if (piece.kind === 'endif') break;
      if (current === no) {
        this.#cursor.note({
          summary: 'Unexpected else directive',
          detail: 'This "if" directive has an "else" already.',
          subject: piece.span,
        });
        break;
      }
      current = no;
    }
    const span = between(open.span, last);
    return {
      kind: 'conditional',
      condition: open.condition,
      whenTrue: joined(yes, open.span),
      whenFalse: joined(no, last),
      span,
      start: open.condition.start,
    };
  }

  #for(open: ForDirective): Expression {
    const parts: Expression[] = [];
    let last = open.span;
    for (;;) {
      const piece = this.#pieces[this.#at];
      if (piece === undefined || piece.kind === 'endif' || piece.kind === 'else') {
        this.#unbalanced(open, piece);
        break;
      }
      last = piece.span;
      if (isCloser(piece)) {
        this.#at += 1;
        break;
      }
      parts.push(this.#part(piece));
    }
    const span = between(open.span, last);
    const value = joined(parts, open.span);
    const tuple: Expression = {
      kind: 'for',
      ...open.head,
      collection: open.collection,
      key: undefined,
      value,
      condition: undefined,
      groups: false,
      span,
      start: open.span,
    };
    return { kind: 'template-join', tuple, span, start: open.span };
  }

  #unbalanced(open: IfDirective | ForDirective, found: Piece | undefined): void {
    const line = open.span.source.position(open.span.start).line;
    const wanted = open.kind === 'if' ? 'endif' : 'endfor';
    this.#cursor.note({
      summary:
        found === undefined ? 'Unexpected end of template' : `Unexpected ${found.kind} directive`,
      detail: `The "${open.kind}" directive on line ${line} has no "${wanted}".`,
      subject: found?.span ?? this.#end,
    });
    if (found !== undefined) this.#at += 1;
  }
}

export function textPart(text: string, span: Span): Expression {
  return { kind: 'literal', value: stringOf(text), span, start: span };
}

/** One part stands for itself only when it is text, since a branch is always a string. */
function joined(parts: readonly Expression[], at: Span): Expression {
  const first = parts[0] ?? textPart('', { ...at, start: at.end });
  const last = parts.at(-1) ?? first;
  const all = parts.length === 0 ? [first] : parts;
  return { kind: 'template', parts: all, span: between(first.span, last.span), start: first.start };
}
