import type { BinaryOperator, Expression } from './ast.ts';
import { Cursor, faultAt, SyntaxFault } from './cursor.ts';
import type { Diagnostic } from './diagnostics.ts';
import { reportInvalidTokens } from './invalid-tokens.ts';
import { parseTerm } from './parse-term.ts';
import { scan } from './scanner.ts';
import { between, type Source } from './source.ts';
import type { TokenType } from './token.ts';

interface Operator {
  readonly operator: BinaryOperator;
  /** A higher one binds more tightly. */
  readonly precedence: number;
}

const OPERATORS: Partial<Record<TokenType, Operator>> = {
  '||': { operator: '||', precedence: 1 },
  '&&': { operator: '&&', precedence: 2 },
  '==': { operator: '==', precedence: 3 },
  '!=': { operator: '!=', precedence: 3 },
  '<': { operator: '<', precedence: 4 },
  '<=': { operator: '<=', precedence: 4 },
  '>': { operator: '>', precedence: 4 },
  '>=': { operator: '>=', precedence: 4 },
  '+': { operator: '+', precedence: 5 },
  '-': { operator: '-', precedence: 5 },
  '*': { operator: '*', precedence: 6 },
  '/': { operator: '/', precedence: 6 },
  '%': { operator: '%', precedence: 6 },
};

/** How many operators may follow each other; the tree that they make is walked recursively. */
const CHAIN_MAX = 500;

export interface ParsedExpression {
  readonly expression: Expression | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses a source that holds one expression and nothing else. */
export function parseExpressionSource(source: Source): ParsedExpression {
  const tokens = scan(source);
  const cursor = new Cursor(tokens, parseExpression);
  reportInvalidTokens(tokens, cursor);
  let expression: Expression | undefined;
  try {
    const parsed = cursor.withNewlines(false, () => cursor.expression());
    const rest = cursor.withNewlines(false, () => cursor.peek());
    if (rest.type !== 'end-of-file') {
      throw faultAt(
        rest,
        'Extra characters after expression',
        'A complete value ends before this. Text needs quotes, and the items of a list need brackets around them.',
      );
    }
    expression = parsed;
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    cursor.report(error.fault);
  }
  return { expression, diagnostics: cursor.diagnostics.list };
}

/**
 * The grammar of an expression. Others get theirs from `cursor.expression()`.
 *
 * @throws SyntaxFault where no expression can be read.
 */
export function parseExpression(cursor: Cursor): Expression {
  const condition = parseBinary(cursor, 1);
  if (cursor.accept('?') === undefined) return condition;
  const whenTrue = cursor.expression();
  const colon = cursor.next();
  if (colon.type !== ':') {
    throw faultAt(
      colon,
      'Missing false expression in conditional',
      'condition ? yes : no needs a colon and the value for "no".',
      condition.span,
    );
  }
  const whenFalse = cursor.expression();
  return {
    kind: 'conditional',
    condition,
    whenTrue,
    whenFalse,
    span: between(condition.span, whenFalse.span),
    start: condition.start,
  };
}

/** Operators of one precedence are left associative. */
function parseBinary(cursor: Cursor, weakest: number): Expression {
  let left = parseTerm(cursor);
  for (let length = 0; ; length += 1) {
    const token = cursor.peek();
    const found = OPERATORS[token.type];
    if (found === undefined || found.precedence < weakest) return left;
    if (length === CHAIN_MAX) {
      throw faultAt(
        token,
        'Expression too long',
        `At most ${CHAIN_MAX} operators may follow each other.`,
      );
    }
    cursor.next();
    const right = parseBinary(cursor, found.precedence + 1);
    const span = between(left.span, right.span);
    left = { kind: 'binary', operator: found.operator, left, right, span, start: left.start };
  }
}
