import { UsageError } from '../usage-error.ts';
import type { Expression, TemplateNode } from './ast.ts';
import { type Piece, splitTemplate } from './tokenize.ts';

/** Parses a Go template: the subset that docs/reference/templates.md lists. */
export function parseTemplate(template: string): readonly TemplateNode[] {
  const cursor = { pieces: splitTemplate(template), at: 0 };
  const { nodes, end } = parseNodes(cursor);
  if (end !== undefined) throw new UsageError(`template: unexpected {{${end.source}}}`);
  return nodes;
}

interface Cursor {
  readonly pieces: readonly Piece[];
  at: number;
}
type Action = Extract<Piece, { kind: 'action' }>;

/** Reads nodes up to an `else` or `end` of the block that they are in. */
function parseNodes(cursor: Cursor): { nodes: TemplateNode[]; end: Action | undefined } {
  const nodes: TemplateNode[] = [];
  for (let piece = cursor.pieces[cursor.at++]; piece; piece = cursor.pieces[cursor.at++]) {
    if (piece.kind === 'text') nodes.push(piece);
    else if (piece.words[0] === 'end' || piece.words[0] === 'else') return { nodes, end: piece };
    else nodes.push(parseAction(piece, cursor));
  }
  return { nodes, end: undefined };
}

function parseAction(action: Action, cursor: Cursor): TemplateNode {
  const [keyword, ...rest] = action.words;
  switch (keyword) {
    case 'if':
    case 'with':
      return {
        kind: keyword,
        value: parseExpression(rest, action),
        ...parseBranches(action, cursor),
      };
    case 'range': {
      const assigned = rest.indexOf(':=');
      const variables = rest.slice(0, Math.max(0, assigned)).filter((word) => word !== ',');
      const value = parseExpression(rest.slice(assigned + 1), action);
      return { kind: 'range', variables, value, ...parseBranches(action, cursor) };
    }
    case undefined:
      throw new UsageError('template: an empty action');
    default: {
      const assigns = keyword.startsWith('$') && (rest[0] === ':=' || rest[0] === '=');
      if (!assigns) return { kind: 'print', value: parseExpression(action.words, action) };
      return { kind: 'assign', name: keyword, value: parseExpression(rest.slice(1), action) };
    }
  }
}

function parseBranches(
  action: Action,
  cursor: Cursor,
): { body: readonly TemplateNode[]; otherwise: readonly TemplateNode[] } {
  const { nodes: body, end } = parseNodes(cursor);
  if (!end) throw new UsageError(`template: {{${action.source}}} has no {{end}}`);
  if (end.words[0] === 'end') return { body, otherwise: [] };
  if (end.words.length > 1) {
    // `else if …` is an `if` inside the else branch that shares its `end`.
    return { body, otherwise: [parseAction({ ...end, words: end.words.slice(1) }, cursor)] };
  }
  const { nodes: otherwise, end: last } = parseNodes(cursor);
  if (last?.words[0] !== 'end')
    throw new UsageError(`template: {{${action.source}}} has no {{end}}`);
  return { body, otherwise };
}

/** A pipeline: each command's value is the last argument of the next. */
function parseExpression(words: readonly string[], action: Action): Expression {
  const commands = splitPipes(words).map((command) => parseCommand(command, action));
  return commands.reduce((value, command) => {
    if (command.kind !== 'call')
      throw new UsageError(`template: cannot pipe into a value in {{${action.source}}}`);
    return { ...command, args: [...command.args, value] };
  });
}

function splitPipes(words: readonly string[]): string[][] {
  const commands: string[][] = [[]];
  let depth = 0;
  for (const word of words) {
    depth += Number(word === '(') - Number(word === ')');
    if (word === '|' && depth === 0) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands;
}

function parseCommand(words: readonly string[], action: Action): Expression {
  const operands: Expression[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word !== '(') {
      operands.push(parseOperand(word, action));
      continue;
    }
    const close = closingOf(words, i);
    if (close === -1) throw new UsageError(`template: ( is not closed in {{${action.source}}}`);
    operands.push(parseExpression(words.slice(i + 1, close), action));
    i = close;
  }
  const [first, ...args] = operands;
  if (!first) throw new UsageError(`template: a value is missing in {{${action.source}}}`);
  if (first.kind === 'call' && first.args.length === 0) return { ...first, args };
  if (args.length > 0)
    throw new UsageError(`template: ${words[0]} is not a function in {{${action.source}}}`);
  return first;
}

function closingOf(words: readonly string[], open: number): number {
  let depth = 0;
  for (let i = open; i < words.length; i++) {
    depth += Number(words[i] === '(') - Number(words[i] === ')');
    if (depth === 0) return i;
  }
  return -1;
}

const CONSTANTS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['nil', null],
]);

function parseOperand(word: string, action: Action): Expression {
  if (word === '.') return { kind: 'dot' };
  if (word.startsWith('"')) return { kind: 'literal', value: JSON.parse(word) };
  if (word.startsWith('`')) return { kind: 'literal', value: word.slice(1, -1) };
  if (/^-?\d/.test(word)) return { kind: 'literal', value: Number(word) };
  if (CONSTANTS.has(word)) return { kind: 'literal', value: CONSTANTS.get(word) };
  const [head = '', ...path] = word.split('.');
  if (head === '') return { kind: 'field', base: { kind: 'dot' }, path };
  if (head.startsWith('$')) return { kind: 'field', base: { kind: 'variable', name: head }, path };
  if (path.length > 0) throw new UsageError(`template: unexpected ${word} in {{${action.source}}}`);
  return { kind: 'call', name: head, args: [] };
}
