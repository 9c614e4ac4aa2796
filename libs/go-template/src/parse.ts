import type { Expression, TemplateNode } from './ast.ts';
import { type Action, fault, parseExpression, parseText } from './parse-expression.ts';
import { TemplateError } from './template-error.ts';
import { DEFAULT_DELIMITERS, type Delimiters, type Piece, splitTemplate } from './tokenize.ts';

/** A template that can be rendered any number of times. */
export interface ParsedTemplate {
  readonly nodes: readonly TemplateNode[];
  /** What `define` and `block` name. */
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** @throws TemplateError when it is malformed. */
export function parseTemplate(
  template: string,
  delimiters: Delimiters = DEFAULT_DELIMITERS,
): ParsedTemplate {
  const cursor: Cursor = {
    pieces: splitTemplate(template, delimiters),
    at: 0,
    defined: new Map(),
  };
  const { nodes, end } = parseNodes(cursor);
  if (end !== undefined) throw new TemplateError(`unexpected {{${end.source}}}`, end.line);
  return { nodes, defined: cursor.defined };
}

interface Cursor {
  readonly pieces: readonly Piece[];
  readonly defined: Map<string, readonly TemplateNode[]>;
  at: number;
}

/** Reads nodes up to an `else` or `end` of the block that they are in. */
function parseNodes(cursor: Cursor): { nodes: TemplateNode[]; end: Action | undefined } {
  const nodes: TemplateNode[] = [];
  for (let piece = cursor.pieces[cursor.at++]; piece; piece = cursor.pieces[cursor.at++]) {
    if (piece.kind === 'text') nodes.push(piece);
    else if (piece.words[0] === 'end' || piece.words[0] === 'else') return { nodes, end: piece };
    else if (piece.words[0] === 'define') define(piece, cursor);
    else nodes.push(parseAction(piece, cursor));
  }
  return { nodes, end: undefined };
}

function parseAction(action: Action, cursor: Cursor): TemplateNode {
  const [keyword, ...rest] = action.words;
  switch (keyword) {
    case 'if':
    case 'with': {
      const { variables, value } = parseNamed(rest, action);
      const named = variables[0] === undefined ? {} : { named: variables[0] };
      return { kind: keyword, value, ...named, ...parseBranches(action, cursor) };
    }
    case 'range':
      return { kind: 'range', ...parseNamed(rest, action), ...parseBranches(action, cursor) };
    case 'break':
    case 'continue':
      return { kind: keyword };
    case 'template':
      return parseInclude(rest, action);
    case 'block':
      define(action, cursor);
      return parseInclude(rest, action);
    case undefined:
      throw fault('an empty action', action);
    default: {
      const assigns = keyword.startsWith('$') && (rest[0] === ':=' || rest[0] === '=');
      if (!assigns) {
        const value = parseExpression(action.words, action);
        return { kind: 'print', value, line: action.line };
      }
      const value = parseExpression(rest.slice(1), action);
      return { kind: 'assign', name: keyword, declares: rest[0] === ':=', value };
    }
  }
}

/** `$i, $x := value`, or only the value. */
function parseNamed(
  words: readonly string[],
  action: Action,
): { variables: readonly string[]; value: Expression } {
  const assigned = words.indexOf(':=');
  const variables = words.slice(0, Math.max(0, assigned)).filter((word) => word !== ',');
  return { variables, value: parseExpression(words.slice(assigned + 1), action) };
}

function nameOf([word]: readonly string[], action: Action): string {
  if (word === undefined || !/^["`]/u.test(word)) throw fault('a quoted name is missing', action);
  return parseText(word, action);
}

function parseInclude(words: readonly string[], action: Action): TemplateNode {
  const value = words.length > 1 ? { value: parseExpression(words.slice(1), action) } : {};
  return { kind: 'include', name: nameOf(words, action), ...value, line: action.line };
}

function define(action: Action, cursor: Cursor): void {
  const { nodes, end } = parseNodes(cursor);
  if (end?.words[0] !== 'end') throw noEnd(action);
  cursor.defined.set(nameOf(action.words.slice(1), action), nodes);
}

function noEnd({ source, line }: Action): TemplateError {
  return new TemplateError(`{{${source}}} has no {{end}}`, line);
}

function parseBranches(
  action: Action,
  cursor: Cursor,
): { body: readonly TemplateNode[]; otherwise: readonly TemplateNode[] } {
  const { nodes: body, end } = parseNodes(cursor);
  if (!end) throw noEnd(action);
  if (end.words[0] === 'end') return { body, otherwise: [] };
  if (end.words.length > 1) {
    // `else if …` is an `if` inside the else branch that shares its `end`.
    return { body, otherwise: [parseAction({ ...end, words: end.words.slice(1) }, cursor)] };
  }
  const { nodes: otherwise, end: last } = parseNodes(cursor);
  if (last?.words[0] !== 'end') throw noEnd(action);
  return { body, otherwise };
}
