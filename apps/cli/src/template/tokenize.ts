import { UsageError } from '../usage-error.ts';

/** Text between actions, or the words of one action. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly words: readonly string[]; readonly source: string };

/** Splits a template at `{{` and `}}`; `{{-` and `-}}` trim the text next to them; comments vanish. */
export function splitTemplate(template: string): Piece[] {
  const pieces: Piece[] = [];
  let [rest, trimNext] = [template, false];
  while (rest !== '') {
    const open = rest.indexOf('{{');
    const text = open === -1 ? rest : rest.slice(0, open);
    const trimEnd = open !== -1 && /^\{\{-\s/.test(rest.slice(open));
    const shown = trimText(text, { start: trimNext, end: trimEnd });
    if (shown !== '') pieces.push({ kind: 'text', text: shown });
    if (open === -1) break;
    const close = rest.indexOf('}}', open);
    if (close === -1)
      throw new UsageError(`template: an action is not closed: ${rest.slice(open)}`);
    const source = rest.slice(open + (trimEnd ? 3 : 2), close);
    trimNext = /\s-$/.test(source);
    const action = (trimNext ? source.slice(0, -1) : source).trim();
    if (!action.startsWith('/*'))
      pieces.push({ kind: 'action', words: wordsOf(action), source: action });
    rest = rest.slice(close + 2);
  }
  return pieces;
}

function trimText(text: string, { start, end }: { start: boolean; end: boolean }): string {
  const left = start ? text.trimStart() : text;
  return end ? left.trimEnd() : left;
}

const WORD =
  /\s+|"(?:[^"\\]|\\.)*"|`[^`]*`|:=|[()|,=]|-?\d+(?:\.\d+)?|\$?[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*|\$(?:\.[\p{L}_][\p{L}\p{N}_]*)*|(?:\.[\p{L}_][\p{L}\p{N}_]*)+|\./uy;

function wordsOf(action: string): string[] {
  const words: string[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < action.length) {
    const at = WORD.lastIndex;
    const [word] = WORD.exec(action) ?? [];
    if (word === undefined)
      throw new UsageError(`template: unexpected ${action.slice(at)} in {{${action}}}`);
    if (word.trim() !== '') words.push(word);
  }
  return words;
}
