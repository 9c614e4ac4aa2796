import type { Expression } from './ast.ts';
import { TemplateError } from './template-error.ts';
import type { Piece } from './tokenize.ts';

export type Action = Extract<Piece, { kind: 'action' }>;

/** A pipeline: each command's value is the last argument of the next. */
export function parseExpression(words: readonly string[], action: Action): Expression {
  const commands = splitPipes(words).map((command) => parseCommand(command, action));
  return commands.reduce((value, command) => {
    if (command.kind !== 'call') throw fault('cannot pipe into a value', action);
    return { ...command, args: [...command.args, value] };
  });
}

export function fault(what: string, { source, line }: Action): TemplateError {
  return new TemplateError(`${what} in {{${source}}}`, line);
}

const opens = (word: string): number => Number(word === '(');
const closes = (word: string): number => Number(word.startsWith(')'));

function splitPipes(words: readonly string[]): string[][] {
  const commands: string[][] = [[]];
  let depth = 0;
  for (const word of words) {
    depth += opens(word) - closes(word);
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
    if (close === -1) throw fault('( is not closed', action);
    const inner = parseExpression(words.slice(i + 1, close), action);
    operands.push(withFields(inner, words[close]?.split('.').slice(1) ?? []));
    i = close;
  }
  const [first, ...args] = operands;
  if (!first) throw fault('a value is missing', action);
  const isFunction = first.kind === 'call' && first.args.length === 0 && words[0] !== '(';
  if (isFunction) return { ...first, args };
  if (args.length > 0) throw fault(`${words[0]} is not a function`, action);
  return first;
}

function withFields(base: Expression, path: readonly string[]): Expression {
  return path.length === 0 ? base : { kind: 'field', base, path };
}

function closingOf(words: readonly string[], open: number): number {
  let depth = 0;
  for (let i = open; i < words.length; i++) {
    depth += opens(words[i] ?? '') - closes(words[i] ?? '');
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
  if (word.startsWith('"') || word.startsWith('`')) {
    return { kind: 'literal', value: parseText(word, action) };
  }
  if (/^[-+]?\d/u.test(word)) return { kind: 'literal', value: Number(word) };
  if (CONSTANTS.has(word)) return { kind: 'literal', value: CONSTANTS.get(word) };
  const [head = '', ...path] = word.split('.');
  if (head === '') return { kind: 'field', base: { kind: 'dot' }, path };
  if (head.startsWith('$')) return withFields({ kind: 'variable', name: head }, path);
  if (!/^[\p{L}_]/u.test(head) || path.length > 0) throw fault(`unexpected ${word}`, action);
  return { kind: 'call', name: head, args: [], line: action.line };
}

/** A text in quotes, with Go's escapes, or one in back quotes, as it is. */
export function parseText(word: string, action: Action): string {
  if (word.startsWith('`')) return word.slice(1, -1);
  const escaped = word.replaceAll(/\\(?:x([\da-fA-F]{2})|a|v|')/gu, (escape, hex?: string) => {
    if (hex !== undefined) return `\\u00${hex}`;
    return escape === String.raw`\a`
      ? String.raw`\u0007`
      : escape === String.raw`\v`
        ? String.raw`\u000b`
        : "'";
  });
  try {
    return String(JSON.parse(escaped));
  } catch {
    throw fault(`${word} is not a text`, action);
  }
}
