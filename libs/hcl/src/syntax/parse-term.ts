import { boolOf, nullOf, numberOf } from '../values/value.ts';
import type { Expression, Reference, UnaryOperator } from './ast.ts';
import { type Cursor, faultAt } from './cursor.ts';
import { parseCall } from './parse-call.ts';
import { parseObject, parseTuple } from './parse-collection.ts';
import { parseSteps } from './parse-steps.ts';
import { parseHeredoc, parseQuoted } from './parse-template.ts';
import { between, textOf } from './source.ts';
import type { Token, TokenType } from './token.ts';

/** A value with the attribute, index and splat steps that follow it. */
export function parseTerm(cursor: Cursor): Expression {
  return parseSteps(cursor, parseBareTerm(cursor));
}

function parseBareTerm(cursor: Cursor): Expression {
  const token = cursor.next();
  const parse = STARTS[token.type];
  if (parse !== undefined) return parse(cursor, token);
  if (token.type === 'end-of-file') {
    throw faultAt(token, 'Missing expression', 'A value is expected here, but the file ends.');
  }
  throw faultAt(token, 'Invalid expression', invalidStart(token));
}

/** What an expression may start with; the token is taken already. */
const STARTS: Partial<Record<TokenType, (cursor: Cursor, token: Token) => Expression>> = {
  identifier: parseName,
  number: (_, token) => ({
    kind: 'literal',
    value: numberOf(textOf(token)),
    span: token,
    start: token,
  }),
  'open-quote': parseQuoted,
  'open-heredoc': parseHeredoc,
  '[': (cursor, token) => cursor.withNewlines(false, () => parseTuple(cursor, token)),
  '{': (cursor, token) => cursor.withNewlines(true, () => parseObject(cursor, token)),
  '(': (cursor, token) => cursor.withNewlines(false, () => parseParentheses(cursor, token)),
  '-': (cursor, token) => parseUnary(cursor, token, '-'),
  '!': (cursor, token) => parseUnary(cursor, token, '!'),
};

function parseUnary(cursor: Cursor, token: Token, operator: UnaryOperator): Expression {
  const operand = cursor.nested(() => parseTerm(cursor));
  return { kind: 'unary', operator, operand, span: between(token, operand.span), start: token };
}

function invalidStart(token: Token): string {
  if (token.type === 'newline') return 'A value is expected here, before the end of the line.';
  return `A value is expected here, and ${JSON.stringify(textOf(token))} cannot start one.`;
}

function parseName(cursor: Cursor, token: Token): Expression {
  const name = textOf(token);
  const after = cursor.peek().type;
  if (after === '(' || after === '::') return parseCall(cursor, token);
  const node = { span: token, start: token };
  if (name === 'true') return { kind: 'literal', value: boolOf(true), ...node };
  if (name === 'false') return { kind: 'literal', value: boolOf(false), ...node };
  if (name === 'null') return { kind: 'literal', value: nullOf(), ...node };
  return referenceTo(name, token);
}

function referenceTo(name: string, token: Token): Reference {
  return {
    kind: 'reference',
    root: name,
    rootSpan: token,
    steps: [],
    verbatim: name,
    span: token,
    start: token,
  };
}

function parseParentheses(cursor: Cursor, open: Token): Expression {
  const inner = cursor.expression();
  const close = cursor.next();
  if (close.type !== ')') {
    throw faultAt(close, 'Unbalanced parentheses', 'Expected ")" to close the parenthesis.', open);
  }
  const span = between(open, close);
  return { kind: 'parentheses', inner, span, start: span };
}
