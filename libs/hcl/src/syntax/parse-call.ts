import type { Expression } from './ast.ts';
import { type Cursor, faultAt } from './cursor.ts';
import { between, textOf } from './source.ts';
import type { Token } from './token.ts';

/** `name(a, b...)`, also with a name in namespaces: `core::name(a)`. */
export function parseCall(cursor: Cursor, first: Token): Expression {
  let name = textOf(first);
  let last = first;
  while (cursor.accept('::') !== undefined) {
    const part = cursor.next();
    if (part.type !== 'identifier') {
      throw faultAt(
        part,
        'Missing function name',
        'After "::" comes the name of a function.',
        first,
      );
    }
    name += `::${textOf(part)}`;
    last = part;
  }
  const open = cursor.next();
  const nameSpan = between(first, last);
  if (open.type !== '(') {
    throw faultAt(
      open,
      'Missing open parenthesis',
      'The arguments of a function stand in parentheses.',
      first,
    );
  }
  const { args, expandsLast, close } = cursor.withNewlines(false, () =>
    parseArguments(cursor, first, open),
  );
  return {
    kind: 'call',
    name,
    nameSpan,
    closeParen: close,
    args,
    expandsLast,
    span: between(first, close),
    start: between(first, open),
  };
}

function parseArguments(cursor: Cursor, name: Token, open: Token) {
  const args: Expression[] = [];
  for (;;) {
    const early = cursor.accept(')');
    if (early !== undefined) return { args, expandsLast: false, close: early };
    args.push(cursor.expression());
    const separator = cursor.next();
    if (separator.type === ')') return { args, expandsLast: false, close: separator };
    if (separator.type === '...')
      return { args, expandsLast: true, close: closeAfterEllipsis(cursor, name) };
    if (separator.type === 'end-of-file') {
      throw faultAt(
        between(name, open),
        'Unterminated function call',
        'The file ends before the arguments of this function do. Add ")".',
      );
    }
    if (separator.type !== ',') {
      throw faultAt(
        separator,
        'Missing argument separator',
        'Expected a comma before the next argument, or ")" after the last.',
        name,
      );
    }
  }
}

function closeAfterEllipsis(cursor: Cursor, name: Token): Token {
  const close = cursor.next();
  if (close.type === ')') return close;
  throw faultAt(
    close,
    'Missing closing parenthesis',
    'An expanded argument (list...) must be the last, so ")" is expected here.',
    name,
  );
}
