import type { Expression, ObjectItem } from './ast.ts';
import { type Cursor, faultAt } from './cursor.ts';
import { isKeyword, parseFor } from './parse-for.ts';
import { between, textOf } from './source.ts';
import type { Token } from './token.ts';

/** `[a, b]` or `[for …]`, after its bracket. */
export function parseTuple(cursor: Cursor, open: Token): Expression {
  if (isKeyword(cursor.peek(), 'for')) return parseFor(cursor, open);
  const items: Expression[] = [];
  for (;;) {
    const close = cursor.accept(']');
    if (close !== undefined)
      return { kind: 'tuple', items, span: between(open, close), start: open };
    items.push(cursor.expression());
    const after = cursor.peek();
    if (after.type === ',') cursor.next();
    else if (after.type === 'end-of-file') throw unterminated(open, 'list', ']');
    else if (after.type !== ']') {
      throw faultAt(
        after,
        'Missing item separator',
        'Expected a comma before the next item, or "]" after the last.',
        open,
      );
    }
  }
}

/** `{ a = 1, b = 2 }` or `{for …}`, after its brace; newlines separate items too. */
export function parseObject(cursor: Cursor, open: Token): Expression {
  const first = cursor.withNewlines(false, () => cursor.peek());
  if (isKeyword(first, 'for')) return cursor.withNewlines(false, () => parseFor(cursor, open));
  const items: ObjectItem[] = [];
  for (;;) {
    while (cursor.accept('newline') !== undefined);
    const close = cursor.accept('}');
    if (close !== undefined)
      return { kind: 'object', items, span: between(open, close), start: open };
    items.push(parseItem(cursor, open));
    const after = cursor.peek();
    if (after.type === ',' || after.type === 'newline') cursor.next();
    else if (after.type === 'end-of-file') throw unterminated(open, 'object', '}');
    else if (after.type !== '}') {
      throw faultAt(
        after,
        'Missing attribute separator',
        'Expected a comma or a newline before the next attribute, or "}" after the last.',
        open,
      );
    }
  }
}

function parseItem(cursor: Cursor, open: Token): ObjectItem {
  const key = cursor.expression();
  const separator = cursor.next();
  if (separator.type === 'end-of-file') throw unterminated(open, 'object', '}');
  if (separator.type === 'newline' || separator.type === '}' || separator.type === ',') {
    throw faultAt(
      separator,
      'Missing attribute value',
      'Expected "=" and a value after the key.',
      open,
    );
  }
  if (separator.type !== '=' && separator.type !== ':') {
    throw faultAt(
      separator,
      'Missing key/value separator',
      'Expected "=" between the key and its value.',
      open,
    );
  }
  return { key, bareKey: bareKey(key), value: cursor.expression() };
}

/** `true`, `false` and `null` are plain names when they stand as keys. */
function bareKey(key: Expression): string | undefined {
  if (key.kind === 'reference' && key.steps.length === 0) return key.root;
  if (key.kind === 'literal' && key.value.kind !== 'number') return textOf(key.span);
  return undefined;
}

function unterminated(open: Token, what: 'list' | 'object', close: string) {
  return faultAt(
    open,
    `Unterminated ${what}`,
    `The file ends before this ${what} does. Add "${close}", or look for one missing further inside.`,
  );
}
