import { SteppeError } from '@steppe/domain';

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'sign'; readonly text: string; readonly at: number };

/** Signs, texts in quotes or backticks, and words: selectors, numbers and keywords. */
const TOKEN =
  /\s*(?:(?<sign>==|!=|[()[\]])|"(?<quoted>(?:[^"\\]|\\.)*)"|`(?<raw>[^`]*)`|(?<word>[^\s()[\]"`=!]+))/y;

/** @throws SteppeError `REQUEST_INVALID` at a character that no token begins with. */
export function tokenizeFilter(source: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const end = source.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(source)?.groups;
    if (!groups) throw filterError(at, `unexpected ${JSON.stringify(source.slice(at, at + 10))}`);
    const { sign, quoted, raw, word } = groups;
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else tokens.push({ kind: 'text', text: raw ?? unquote(quoted ?? ''), at });
  }
  return tokens;
}

function unquote(quoted: string): string {
  return quoted.replaceAll(/\\(.)/g, (_escape, character: string) => {
    return character === 'n' ? '\n' : character === 't' ? '\t' : character;
  });
}

/** @param at where in the expression, from 0. */
export function filterError(at: number, reason: string): SteppeError {
  return new SteppeError(
    'REQUEST_INVALID',
    `failed to read filter expression: 1:${at + 1} (${at}): ${reason}`,
  );
}
