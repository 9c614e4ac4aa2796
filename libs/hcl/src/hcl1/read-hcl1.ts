import type { Source, Span } from '../syntax/source.ts';
import { type ReadTree, readTree } from '../tree/read-json.ts';
import type { TextReader } from '../tree/text-reader.ts';
import { TREE_DEPTH_MAX, type TreeMember, type TreeNode } from '../tree/tree.ts';
import { readHeredoc, readQuoted } from './read-text.ts';

const GAP = /(?:[ \t\r\n]+|(?:#|\/\/)[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const NAME = /[\p{L}_][\p{L}\p{Nd}_.-]*/uy;
const NUMBER = /[+-]?(?:0[xX][0-9a-fA-F]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)/y;

/**
 * Reads the first version of HCL, in which agents, policies and namespaces are configured:
 * data only, keys in quotes or without, "=" optional before a brace, commas optional.
 *
 * `a "b" { … }` becomes the member a with an object that has the member b.
 */
export function readHcl1(source: Source): ReadTree {
  return readTree(source, (reader) => {
    const members = readMembers(reader, '', 0);
    return { kind: 'object', members, span: reader.span(0) };
  });
}

/** Reads members up to the closing brace, or to the end of the text for the file itself. */
function readMembers(reader: TextReader, close: '}' | '', depth: number): TreeMember[] {
  if (depth > TREE_DEPTH_MAX)
    throw reader.fault(
      'Nesting too deep',
      `Blocks may nest ${TREE_DEPTH_MAX} levels deep at most.`,
    );
  const open = reader.at;
  const members: TreeMember[] = [];
  for (;;) {
    reader.take(GAP);
    if (reader.isAtEnd) {
      if (close === '') return members;
      throw reader.fault(
        'Unclosed block',
        'The file ends before the "}" of this block.',
        reader.span(open - 1, open),
      );
    }
    if (close !== '' && reader.peek() === close) {
      reader.at += 1;
      return members;
    }
    members.push(readMember(reader, depth));
    reader.take(GAP);
    if (reader.peek() === ',') reader.at += 1;
  }
}

interface Key {
  readonly text: string;
  readonly span: Span;
}

function readMember(reader: TextReader, depth: number): TreeMember {
  const keys: Key[] = [];
  for (;;) {
    const key = readKey(reader);
    if (key === undefined) break;
    keys.push(key);
    reader.take(GAP);
  }
  const [first, ...labels] = keys;
  if (first === undefined)
    throw reader.fault(
      'Key expected',
      'Expected the name of a setting (name = value) or of a block (name { ... }).',
    );
  const value = readAssigned(reader, first, labels, depth);
  return { name: first.text, nameSpan: first.span, value: labels.reduceRight(underLabel, value) };
}

function underLabel(value: TreeNode, label: Key): TreeNode {
  const member = { name: label.text, nameSpan: label.span, value };
  return { kind: 'object', members: [member], span: value.span };
}

function readKey(reader: TextReader): Key | undefined {
  const start = reader.at;
  if (reader.peek() === '"') return { text: readQuoted(reader), span: reader.span(start) };
  const name = reader.take(NAME);
  return name === '' ? undefined : { text: name, span: reader.span(start) };
}

function readAssigned(
  reader: TextReader,
  name: Key,
  labels: readonly Key[],
  depth: number,
): TreeNode {
  const hasEquals = reader.peek() === '=' || reader.peek() === ':';
  if (hasEquals) {
    const [label] = labels;
    if (label !== undefined)
      throw reader.fault(
        'Unexpected label',
        `A setting has one name; "${label.text}" is one too many.`,
        label.span,
      );
    reader.at += 1;
    reader.take(GAP);
    return readValue(reader, depth);
  }
  if (reader.peek() !== '{') {
    throw reader.fault('Missing value', `After "${name.text}", expected "=" and a value, or "{".`);
  }
  return readValue(reader, depth);
}

function readValue(reader: TextReader, depth: number): TreeNode {
  const start = reader.at;
  if (reader.peek() === '{') {
    reader.at += 1;
    const members = readMembers(reader, '}', depth + 1);
    return { kind: 'object', members, span: reader.span(start) };
  }
  if (reader.peek() === '[') return readList(reader, depth + 1);
  if (reader.peek() === '"')
    return { kind: 'string', text: readQuoted(reader), span: reader.span(start) };
  if (reader.startsWith('<<'))
    return { kind: 'string', text: readHeredoc(reader), span: reader.span(start) };
  const number = reader.take(NUMBER);
  if (number !== '') return { kind: 'number', text: number, span: reader.span(start) };
  const word = reader.take(NAME);
  if (word === 'true' || word === 'false')
    return { kind: 'bool', bool: word === 'true', span: reader.span(start) };
  if (word !== '')
    throw reader.fault(
      'Invalid value',
      `"${word}" is no value. Text needs double quotes.`,
      reader.span(start),
    );
  throw reader.fault(
    'Invalid value',
    'A value is expected here: text in quotes, a number, true, false, a list or a block.',
  );
}

function readList(reader: TextReader, depth: number): TreeNode {
  if (depth > TREE_DEPTH_MAX)
    throw reader.fault('Nesting too deep', `Lists may nest ${TREE_DEPTH_MAX} levels deep at most.`);
  const start = reader.at;
  reader.at += 1;
  const items: TreeNode[] = [];
  for (;;) {
    reader.take(GAP);
    if (reader.peek() === ']') {
      reader.at += 1;
      return { kind: 'list', items, span: reader.span(start) };
    }
    if (reader.isAtEnd)
      throw reader.fault(
        'Unclosed list',
        'The file ends before the "]" of this list.',
        reader.span(start, start + 1),
      );
    items.push(readValue(reader, depth));
    reader.take(GAP);
    if (reader.peek() === ',') reader.at += 1;
    else if (reader.peek() !== ']')
      throw reader.fault(
        'Missing comma',
        'A comma is expected between the items of a list, or "]" at its end.',
      );
  }
}
