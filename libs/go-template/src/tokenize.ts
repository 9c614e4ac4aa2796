import { TemplateError } from './template-error.ts';

/** Text between actions, or the words of one action. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'action';
      readonly words: readonly string[];
      readonly source: string;
      readonly line: number;
    };

export interface Delimiters {
  readonly left: string;
  readonly right: string;
}

export const DEFAULT_DELIMITERS: Delimiters = { left: '{{', right: '}}' };

/** Splits a template at its actions; `{{-` and `-}}` trim the text next to them; comments vanish. */
export function splitTemplate(template: string, { left, right }: Delimiters): Piece[] {
  const pieces: Piece[] = [];
  let [at, line, trimNext] = [0, 1, false];
  while (at < template.length) {
    const open = template.indexOf(left, at);
    const text = open === -1 ? template.slice(at) : template.slice(at, open);
    const inside = open + left.length;
    const trimEnd = open !== -1 && /^-\s/u.test(template.slice(inside, inside + 2));
    const shown = trimText(text, { start: trimNext, end: trimEnd });
    if (shown !== '') pieces.push({ kind: 'text', text: shown });
    if (open === -1) break;
    line += linesIn(text);
    const close = endOfAction(template, inside, right);
    if (close === -1) {
      throw new TemplateError(`an action is not closed: ${template.slice(open, open + 40)}`, line);
    }
    const source = template.slice(trimEnd ? inside + 1 : inside, close);
    trimNext = /\s-$/u.test(source);
    const action = (trimNext ? source.slice(0, -1) : source).trim();
    if (!action.startsWith('/*')) {
      pieces.push({ kind: 'action', words: wordsOf(action, line), source: action, line });
    }
    line += linesIn(source);
    at = close + right.length;
  }
  return pieces;
}

const linesIn = (text: string): number => text.split('\n').length - 1;

function trimText(text: string, { start, end }: { start: boolean; end: boolean }): string {
  const left = start ? text.trimStart() : text;
  return end ? left.trimEnd() : left;
}

/** Where the action's closing delimiter is: not one within a text or comment. */
function endOfAction(template: string, from: number, right: string): number {
  const quoted = /\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`/uy;
  for (let at = from; at < template.length;) {
    if (template.startsWith(right, at)) return at;
    quoted.lastIndex = at;
    at += quoted.exec(template)?.[0].length ?? 1;
  }
  return -1;
}

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
/** `).Name` is one word: a field of what the parentheses hold. */
const WORD = new RegExp(
  [
    String.raw`\s+`,
    String.raw`"(?:[^"\\\n]|\\.)*"`,
    '`[^`]*`',
    ':=',
    String.raw`\)(?:\.${NAME})+`,
    '[()|,=]',
    String.raw`[-+]?(?:0[xX][\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)`,
    String.raw`\$?${NAME}(?:\.${NAME})*`,
    String.raw`\$(?:\.${NAME})*`,
    String.raw`(?:\.${NAME})+`,
    String.raw`\.`,
  ].join('|'),
  'uy',
);

function wordsOf(action: string, line: number): string[] {
  const words: string[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < action.length) {
    const at = WORD.lastIndex;
    const [word] = WORD.exec(action) ?? [];
    if (word === undefined) {
      throw new TemplateError(`unexpected ${action.slice(at)} in {{${action}}}`, line);
    }
    if (word.trim() !== '') words.push(word);
  }
  return words;
}
