import { numberOf, type Value } from '../values/value.ts';
import type { Expression, SplatItem, Step } from './ast.ts';
import { type Cursor, faultAt } from './cursor.ts';
import { between, type Span, textOf } from './source.ts';
import type { Token } from './token.ts';

/** The tree that steps make is walked recursively. */
const STEPS_MAX = 500;

/** What may follow a value: `.name`, `.0`, `[key]`, `[*]` and `.*`, any number of times. */
export function parseSteps(cursor: Cursor, from: Expression): Expression {
  let expression = from;
  for (let length = 0; ; length += 1) {
    const token = cursor.peek();
    if (length === STEPS_MAX) {
      throw faultAt(token, 'Expression too long', `At most ${STEPS_MAX} steps may follow a value.`);
    }
    if (token.type === '.') {
      cursor.next();
      expression = parseDot(cursor, expression, token);
    } else if (token.type === '[') {
      cursor.next();
      const bracket = cursor.withNewlines(false, () => parseBracket(cursor, token));
      expression = applyBracket(cursor, expression, bracket);
    } else {
      return expression;
    }
  }
}

function parseDot(cursor: Cursor, from: Expression, dot: Token): Expression {
  const token = cursor.next();
  if (token.type === '*') return parseAttributeSplat(cursor, from, between(dot, token));
  const steps = stepsAfterDot(token, dot);
  return extend(from, steps);
}

function stepsAfterDot(token: Token, dot: Token): Step[] {
  const span = between(dot, token);
  if (token.type === 'identifier') return [{ kind: 'attribute', name: textOf(token), span }];
  if (token.type === 'number' && /^[0-9.]+$/.test(textOf(token))) {
    // `.0.1` was scanned as the number 0.1, but means two steps.
    return textOf(token)
      .split('.')
      .map((digits) => ({ kind: 'index', key: numberOf(digits), span }));
  }
  throw faultAt(token, 'Invalid attribute name', 'After a dot comes the name of an attribute.');
}

/** `list.*.a.b`: only attributes belong to the splat, an index after them takes from its result. */
function parseAttributeSplat(cursor: Cursor, from: Expression, marker: Span): Expression {
  const item: SplatItem = { kind: 'splat-item', span: marker, start: marker };
  let each: Expression = item;
  for (let dot = cursor.accept('.'); dot !== undefined; dot = cursor.accept('.')) {
    const token = cursor.next();
    if (token.type === '*') {
      throw faultAt(
        token,
        'Nested splat expression not allowed',
        'A splat cannot stand inside of a ".*" splat. Use "[*]", or a \'for\' expression.',
      );
    }
    each = extend(each, stepsAfterDot(token, dot));
  }
  return {
    kind: 'splat',
    from,
    item,
    each,
    marker,
    span: between(from.span, each.span),
    start: marker,
  };
}

/** What stands between brackets: a star, or the key to look up. */
interface Bracket {
  readonly key: Expression | undefined;
  readonly span: Span;
}

function parseBracket(cursor: Cursor, open: Token): Bracket {
  if (cursor.accept('*') !== undefined) {
    const close = closeBracket(
      cursor,
      'Missing close bracket on splat index',
      'Expected "]" right after "[*".',
    );
    return { key: undefined, span: between(open, close) };
  }
  const key = cursor.expression();
  const close = closeBracket(
    cursor,
    'Missing close bracket on index',
    'Expected "]" after the index.',
  );
  return { key, span: between(open, close) };
}

function applyBracket(
  cursor: Cursor,
  from: Expression,
  { key, span: brackets }: Bracket,
): Expression {
  const span = between(from.span, brackets);
  if (key === undefined) {
    const item: SplatItem = { kind: 'splat-item', span: brackets, start: brackets };
    const each = parseSteps(cursor, item);
    return {
      kind: 'splat',
      from,
      item,
      each,
      marker: brackets,
      span: between(from.span, each.span),
      start: brackets,
    };
  }
  const literal = literalKey(key);
  if (literal !== undefined) return extend(from, [{ kind: 'index', key: literal, span: brackets }]);
  const start = { ...brackets, end: brackets.start + 1 };
  return { kind: 'index', collection: from, key, brackets, span, start };
}

function closeBracket(cursor: Cursor, summary: string, detail: string): Token {
  const close = cursor.accept(']');
  if (close !== undefined) return close;
  throw faultAt(cursor.skipPast(']'), summary, detail);
}

function literalKey(key: Expression): Value | undefined {
  if (key.kind === 'literal') return key.value;
  const [part, ...more] = key.kind === 'template' ? key.parts : [];
  return part?.kind === 'literal' && more.length === 0 ? part.value : undefined;
}

function extend(from: Expression, steps: readonly Step[]): Expression {
  const last = steps.at(-1)?.span ?? from.span;
  const span = between(from.span, last);
  if (from.kind === 'reference') {
    return { ...from, steps: [...from.steps, ...steps], verbatim: textOf(span), span, start: span };
  }
  if (from.kind === 'traversal') {
    return { ...from, steps: [...from.steps, ...steps], span, start: span };
  }
  return { kind: 'traversal', from, steps, span, start: span };
}
