import type { Diagnostic } from '../syntax/diagnostics.ts';
import { Diagnostics } from '../syntax/diagnostics.ts';
import type { Source } from '../syntax/source.ts';
import { TextReader, TreeFault } from './text-reader.ts';
import { TREE_DEPTH_MAX, type TreeMember, type TreeNode } from './tree.ts';

const BLANK = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const WORD = /[a-zA-Z]+/y;

export interface ReadTree {
  /** Absent when the text is not well formed. */
  readonly root: TreeNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a JSON text, keeping the place of each part. */
export function readJson(source: Source): ReadTree {
  return readTree(source, (reader) => {
    const root = readValue(reader, 0);
    reader.take(BLANK);
    if (!reader.isAtEnd)
      throw reader.fault('Extra characters after JSON value', 'The JSON is complete before this.');
    return root;
  });
}

/** Runs a reader, and turns what it throws into diagnostics. */
export function readTree(source: Source, read: (reader: TextReader) => TreeNode): ReadTree {
  const diagnostics = new Diagnostics();
  try {
    return { root: read(new TextReader(source)), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof TreeFault)) throw error;
    diagnostics.error(error.fault);
    return { root: undefined, diagnostics: diagnostics.list };
  }
}

function readValue(reader: TextReader, depth: number): TreeNode {
  reader.take(BLANK);
  if (depth > TREE_DEPTH_MAX)
    throw reader.fault('Nesting too deep', `JSON may nest ${TREE_DEPTH_MAX} levels deep at most.`);
  const start = reader.at;
  switch (reader.peek()) {
    case '{':
      return readObject(reader, depth);
    case '[':
      return readList(reader, depth);
    case '"':
      return { kind: 'string', text: readString(reader), span: reader.span(start) };
    default:
      return readScalar(reader, start);
  }
}

function readScalar(reader: TextReader, start: number): TreeNode {
  const number = reader.take(NUMBER);
  if (number !== '') return { kind: 'number', text: number, span: reader.span(start) };
  const word = reader.take(WORD);
  if (word === 'true' || word === 'false')
    return { kind: 'bool', bool: word === 'true', span: reader.span(start) };
  if (word === 'null') return { kind: 'null', span: reader.span(start) };
  if (word !== '')
    throw reader.fault(
      'Invalid JSON keyword',
      `"${word}" is none of true, false and null. Text needs quotes.`,
      reader.span(start),
    );
  throw reader.fault(
    'Invalid JSON',
    reader.isAtEnd ? 'The text ends where a value is expected.' : 'A value is expected here.',
  );
}

function readString(reader: TextReader): string {
  const start = reader.at;
  const literal = reader.take(STRING);
  if (literal === '')
    throw reader.fault(
      'Unclosed string',
      'The closing quote of this string is missing on its line.',
      reader.span(start, start + 1),
    );
  try {
    return String(JSON.parse(literal));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw reader.fault(
      'Invalid string',
      'This string has an escape sequence that JSON does not know, or a control character.',
      reader.span(start),
    );
  }
}

function readObject(reader: TextReader, depth: number): TreeNode {
  const start = reader.at;
  reader.at += 1;
  const members: TreeMember[] = [];
  reader.take(BLANK);
  while (reader.peek() !== '}') {
    const nameStart = reader.at;
    if (reader.peek() !== '"')
      throw reader.fault(
        'Invalid JSON object',
        'The name of a member, in double quotes, is expected here.',
      );
    const name = readString(reader);
    const nameSpan = reader.span(nameStart);
    reader.take(BLANK);
    if (reader.peek() !== ':')
      throw reader.fault('Missing colon', 'A colon is expected between a name and its value.');
    reader.at += 1;
    members.push({ name, nameSpan, value: readValue(reader, depth + 1) });
    separate(reader, '}');
  }
  reader.at += 1;
  return { kind: 'object', members, span: reader.span(start) };
}

function readList(reader: TextReader, depth: number): TreeNode {
  const start = reader.at;
  reader.at += 1;
  const items: TreeNode[] = [];
  reader.take(BLANK);
  while (reader.peek() !== ']') {
    items.push(readValue(reader, depth + 1));
    separate(reader, ']');
  }
  reader.at += 1;
  return { kind: 'list', items, span: reader.span(start) };
}

function separate(reader: TextReader, close: '}' | ']'): void {
  reader.take(BLANK);
  if (reader.peek() === close) return;
  if (reader.peek() !== ',')
    throw reader.fault('Missing comma', `A comma or "${close}" is expected here.`);
  const comma = reader.at;
  reader.at += 1;
  reader.take(BLANK);
  if (reader.peek() === close)
    throw reader.fault(
      'Trailing comma',
      'JSON does not allow a comma after the last one.',
      reader.span(comma, comma + 1),
    );
}
