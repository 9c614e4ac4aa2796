import type { Attribute, Block, Body, Label } from './ast.ts';
import { Cursor, faultAt, SyntaxFault } from './cursor.ts';
import type { Diagnostic } from './diagnostics.ts';
import { reportInvalidTokens } from './invalid-tokens.ts';
import { parseExpression } from './parse-expression.ts';
import { parsePlainString } from './parse-template.ts';
import { scan } from './scanner.ts';
import { between, type Source, type Span, textOf } from './source.ts';
import type { Token, TokenType } from './token.ts';

export interface ParsedFile {
  readonly body: Body;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses a file of attributes and blocks. With errors, the body holds what could be understood. */
export function parseFile(source: Source): ParsedFile {
  const tokens = scan(source);
  const cursor = new Cursor(tokens, parseExpression);
  reportInvalidTokens(tokens, cursor);
  const start: Span = { source, start: 0, end: 0 };
  const body = parseBody(cursor, 'end-of-file', start);
  return { body, diagnostics: cursor.diagnostics.list };
}

/** Parses items up to the closing token, which is left for the caller. */
function parseBody(cursor: Cursor, close: TokenType, open: Span): Body {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  for (;;) {
    const token = cursor.peek();
    if (token.type === 'newline') {
      cursor.next();
    } else if (token.type === close || token.type === 'end-of-file') {
      return { attributes, blocks, span: between(open, token) };
    } else {
      parseItemOrSkip(cursor, attributes, blocks);
    }
  }
}

function parseItemOrSkip(
  cursor: Cursor,
  attributes: Map<string, Attribute>,
  blocks: Block[],
): void {
  const before = cursor.peek();
  try {
    cursor.nested(() => {
      parseItem(cursor, attributes, blocks);
    });
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    cursor.report(error.fault);
    cursor.skipItem();
    // A stray closing brace is no item's end; without this step it would be met for ever.
    if (cursor.peek() === before) cursor.next();
  }
}

function parseItem(cursor: Cursor, attributes: Map<string, Attribute>, blocks: Block[]): void {
  const name = cursor.next();
  if (name.type === 'open-quote') {
    throw faultAt(
      name,
      'Invalid argument name',
      'The name of an argument is written without quotes.',
    );
  }
  if (name.type !== 'identifier') {
    throw faultAt(
      name,
      'Argument or block definition required',
      'Expected the name of an argument (name = value) or of a block (name { ... }).',
    );
  }
  const after = cursor.peek();
  if (after.type === '=') {
    addAttribute(cursor, attributes, parseAttribute(cursor, name));
    endOfLine(cursor, name);
  } else if (startsBlock(after)) {
    blocks.push(parseBlock(cursor, name));
  } else {
    throw neitherArgumentNorBlock(name);
  }
}

function startsBlock({ type }: Token): boolean {
  return type === '{' || type === 'open-quote' || type === 'identifier';
}

function neitherArgumentNorBlock(name: Token): SyntaxFault {
  return faultAt(
    name,
    'Argument or block definition required',
    'After a name, expected "=" and a value for an argument, or "{" for a block.',
  );
}

function addAttribute(
  cursor: Cursor,
  attributes: Map<string, Attribute>,
  attribute: Attribute,
): void {
  const { name, nameSpan } = attribute;
  const earlier = attributes.get(name);
  if (earlier === undefined) {
    attributes.set(name, attribute);
    return;
  }
  const line = earlier.nameSpan.source.position(earlier.nameSpan.start).line;
  cursor.note({
    summary: 'Attribute redefined',
    detail: `"${name}" was already set on line ${line}. Each argument may be set only once.`,
    subject: nameSpan,
  });
}

function parseAttribute(cursor: Cursor, name: Token): Attribute {
  cursor.next();
  const expression = cursor.expression();
  const text = textOf(name);
  return { name: text, nameSpan: name, expression, span: between(name, expression.span) };
}

function endOfLine(cursor: Cursor, from: Span): void {
  const after = cursor.peek();
  if (after.type === 'newline') {
    cursor.next();
  } else if (after.type === ',') {
    throw faultAt(
      after,
      'Unexpected comma after argument',
      'Arguments are separated by newlines, not commas. Remove the comma.',
      from,
    );
  } else if (after.type !== 'end-of-file') {
    throw faultAt(
      after,
      'Missing newline after argument',
      'The value ends here, and the next argument needs a line of its own.',
      from,
    );
  }
}

function parseBlock(cursor: Cursor, name: Token): Block {
  const labels: Label[] = [];
  let openBrace: Token | undefined;
  while (openBrace === undefined) {
    const token = cursor.next();
    if (token.type === '{') openBrace = token;
    else labels.push(parseLabel(cursor, token, name));
  }
  const { body, close } = parseBlockBody(cursor, openBrace);
  if (close.type === 'end-of-file') {
    throw faultAt(
      openBrace,
      'Unclosed configuration block',
      'The file ends before this block is closed. Add a "}", or look for one missing further inside.',
    );
  }
  const after = cursor.peek();
  if (after.type !== 'end-of-file' && cursor.accept('newline') === undefined) {
    const isEnclosing = after.type === '}';
    if (!isEnclosing) {
      throw faultAt(
        after,
        'Missing newline after block definition',
        'A block ends with its closing brace, and what follows needs a line of its own.',
        name,
      );
    }
    throw faultAt(
      after,
      'Missing newline after block definition',
      'A newline is needed between this block and the end of the one around it.',
      name,
    );
  }
  const header = between(name, labels.at(-1)?.span ?? name);
  const type = textOf(name);
  return { type, typeSpan: name, labels, openBrace, body, header };
}

function parseLabel(cursor: Cursor, token: Token, name: Token): Label {
  if (token.type === 'identifier') return { text: textOf(token), span: token };
  if (token.type === 'open-quote') return parsePlainString(cursor, token);
  const detail =
    token.type === '='
      ? 'A block is written without "=": name "label" { ... }.'
      : token.type === 'newline'
        ? 'The opening brace of a block belongs on the line of its name.'
        : 'Expected a label in quotes, or the opening brace of the block.';
  throw faultAt(token, 'Invalid block definition', detail, name);
}

function parseBlockBody(cursor: Cursor, open: Token): { body: Body; close: Token } {
  if (cursor.peek().type === 'identifier') return parseOneLineBody(cursor, open);
  const body = parseBody(cursor, '}', open);
  return { body, close: cursor.next() };
}

/** `name { argument = value }`: one argument, all on one line. */
function parseOneLineBody(cursor: Cursor, open: Token): { body: Body; close: Token } {
  const name = cursor.next();
  const after = cursor.peek();
  if (startsBlock(after)) {
    throw faultAt(
      between(name, after),
      'Argument definition required',
      'A block on one line holds a single argument (name = value). Nested blocks need lines of their own.',
    );
  }
  if (after.type !== '=') throw neitherArgumentNorBlock(name);
  const attribute = parseAttribute(cursor, name);
  const close = cursor.peek();
  const summary = 'Invalid single-argument block definition';
  if (close.type === ',') {
    throw faultAt(
      close,
      summary,
      'A block on one line holds only one argument. For several, give each its own line.',
    );
  }
  if (close.type === 'newline') {
    throw faultAt(
      close,
      summary,
      'A block that has an argument on its first line must be closed on that line. Otherwise, start its arguments on the next line.',
    );
  }
  if (close.type !== '}') {
    throw faultAt(close, summary, 'A block on one line must be closed right after its argument.');
  }
  cursor.next();
  const attributes = new Map([[attribute.name, attribute]]);
  return { body: { attributes, blocks: [], span: between(open, close) }, close };
}
