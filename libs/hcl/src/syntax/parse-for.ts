import type { Expression, For } from './ast.ts';
import { type Cursor, faultAt } from './cursor.ts';
import { between, type Span, textOf } from './source.ts';
import type { Token } from './token.ts';

const SUMMARY = "Invalid 'for' expression";

export interface ForHead {
  readonly keyName: string | undefined;
  readonly valueName: string;
}

export function isKeyword(token: Token, word: string): boolean {
  return token.type === 'identifier' && textOf(token) === word;
}

/** `[for k, v in c : value if condition]` or `{for k, v in c : key => value… if condition}`. */
export function parseFor(cursor: Cursor, open: Token): For {
  cursor.next();
  const { keyName, valueName } = parseForHead(cursor, SUMMARY, open);
  const collection = cursor.expression();
  const colon = cursor.next();
  if (colon.type !== ':') {
    throw faultAt(colon, SUMMARY, 'Expected ":" after the collection.', open);
  }
  const first = cursor.expression();
  const second = cursor.accept('=>') ? cursor.expression() : undefined;
  const ellipsis = cursor.accept('...');
  const condition = isKeyword(cursor.peek(), 'if') ? parseCondition(cursor) : undefined;
  const close = cursor.next();
  const isObject = open.type === '{';
  if (close.type !== (isObject ? '}' : ']')) {
    throw faultAt(
      close,
      SUMMARY,
      `Expected "${isObject ? '}' : ']'}" at the end of the 'for' expression.`,
      open,
    );
  }
  const span = between(open, close);
  checkShape(cursor, { isObject, first, second, ellipsis, span });
  return {
    kind: 'for',
    keyName,
    valueName,
    collection,
    key: isObject ? first : undefined,
    value: second ?? first,
    condition,
    groups: ellipsis !== undefined,
    span,
    start: open,
  };
}

/** The names and `in`, which template directives share. */
export function parseForHead(cursor: Cursor, summary: string, from?: Span): ForHead {
  const first = cursor.next();
  if (first.type !== 'identifier') {
    throw faultAt(first, summary, "Expected a variable's name after 'for'.", from);
  }
  let second: Token | undefined;
  if (cursor.accept(',') !== undefined) {
    second = cursor.next();
    if (second.type !== 'identifier') {
      throw faultAt(second, summary, "Expected the value variable's name after the comma.", from);
    }
  }
  const keyword = cursor.peek();
  if (!isKeyword(keyword, 'in')) {
    throw faultAt(keyword, summary, "Expected 'in' after the variable names.", from);
  }
  cursor.next();
  return second
    ? { keyName: textOf(first), valueName: textOf(second) }
    : { keyName: undefined, valueName: textOf(first) };
}

function parseCondition(cursor: Cursor): Expression {
  cursor.next();
  return cursor.expression();
}

interface Shape {
  readonly isObject: boolean;
  readonly first: Expression;
  readonly second: Expression | undefined;
  readonly ellipsis: Token | undefined;
  readonly span: Span;
}

function checkShape(cursor: Cursor, { isObject, first, second, ellipsis, span }: Shape): void {
  const fault = (subject: Span, detail: string) => {
    cursor.note({ summary: SUMMARY, detail, subject, context: span });
  };
  if (isObject && second === undefined) {
    fault(
      first.span,
      'An object needs a key and a value for each item: { for x in list : key => value }.',
    );
  }
  if (!isObject && second !== undefined) {
    fault(
      first.span,
      'The items of a list have no keys. For an object, use braces instead of brackets.',
    );
  }
  if (!isObject && ellipsis !== undefined) {
    fault(ellipsis, 'Only objects group values by key with "...", not lists.');
  }
}
