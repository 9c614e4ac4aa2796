import { between, textOf } from '../syntax/source.ts';
import type { Token, TokenType } from '../syntax/token.ts';

/** A token as it is going to be written. */
export interface FormatToken {
  readonly type: TokenType;
  readonly text: string;
  spacesBefore: number;
}

/**
 * The tokens of a text, to be laid out anew. A heredoc is one of them, since nothing in it may move, and so is each
 * single end of a line.
 */
export function formatTokens(tokens: readonly Token[]): FormatToken[] {
  const result: FormatToken[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || token.type === 'end-of-file') break;
    if (token.type === 'open-heredoc') {
      const end = endOfHeredoc(tokens, at);
      const text = textOf(between(token, tokens[end] ?? token));
      result.push({ type: 'heredoc-text', text, spacesBefore: 0 });
      at = end;
    } else if (token.type === 'newline') {
      const ends = textOf(token).match(/\r?\n/g) ?? [];
      result.push(...ends.map((text) => ({ type: token.type, text, spacesBefore: 0 })));
    } else {
      result.push({ type: token.type, text: writtenText(token), spacesBefore: 0 });
    }
  }
  return result;
}

/** A heredoc may stand in an interpolation of another. */
function endOfHeredoc(tokens: readonly Token[], start: number): number {
  let open = 0;
  for (let at = start; at < tokens.length; at++) {
    const type = tokens[at]?.type;
    if (type === 'open-heredoc') open++;
    if (type === 'close-heredoc' && --open === 0) return at;
  }
  return tokens.length - 1;
}

function writtenText(token: Token): string {
  const text = textOf(token);
  return token.type === 'comment' ? text.replace(/[ \t]*(\r?\n)$/, '$1') : text;
}

/** How a token changes how many brackets are open. */
export function bracketChange({ type }: Pick<FormatToken, 'type'>): number {
  if (OPENING.has(type)) return 1;
  return CLOSING.has(type) ? -1 : 0;
}

const OPENING: ReadonlySet<TokenType> = new Set<TokenType>([
  '{',
  '[',
  '(',
  'template-interpolation',
  'template-directive',
]);
const CLOSING: ReadonlySet<TokenType> = new Set<TokenType>(['}', ']', ')', 'template-end']);

export function netBrackets(tokens: readonly FormatToken[]): number {
  return tokens.reduce((sum, token) => sum + bracketChange(token), 0);
}
