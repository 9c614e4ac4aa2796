import type { Cursor } from './cursor.ts';
import { textOf } from './source.ts';
import type { Token, TokenType } from './token.ts';

interface Explanation {
  readonly summary: string;
  readonly detail: string;
  /** Only the first of a kind is reported. */
  readonly once: boolean;
}

const NO_BITS =
  'There are no bitwise operators here. For conditions, use && for "and", || for "or" and ! for "not".';

const EXPLANATIONS: Partial<Record<TokenType, Explanation>> = {
  '&': { summary: 'Unsupported operator', detail: NO_BITS, once: true },
  '|': { summary: 'Unsupported operator', detail: NO_BITS, once: true },
  '^': { summary: 'Unsupported operator', detail: NO_BITS, once: true },
  '~': { summary: 'Unsupported operator', detail: NO_BITS, once: true },
  "'": {
    summary: 'Invalid character',
    detail: 'Strings are written in double quotes ("), not in single ones.',
    once: true,
  },
  '`': {
    summary: 'Invalid character',
    detail:
      'A backtick has no meaning here. For a string over several lines, use a heredoc, which starts with <<EOT.',
    once: true,
  },
  ';': {
    summary: 'Invalid character',
    detail:
      'There is no ";" here. Put each argument or block on a line of its own, and commas between the items of a list.',
    once: true,
  },
  'quoted-newline': {
    summary: 'Invalid multi-line string',
    detail:
      'The line ends inside of a quoted string. Close it with ", write \\n for a line break, or use a heredoc (<<EOT) for a longer text.',
    once: false,
  },
};

/** Reports tokens that are wrong wherever they stand. */
export function reportInvalidTokens(tokens: readonly Token[], cursor: Cursor): void {
  const told = new Set<string>();
  for (const token of tokens) {
    const explanation =
      token.type === 'invalid' ? explainCharacter(textOf(token)) : EXPLANATIONS[token.type];
    if (explanation === undefined) continue;
    const kind = explanation.detail;
    if (explanation.once && told.has(kind)) continue;
    told.add(kind);
    cursor.note({ summary: explanation.summary, detail: explanation.detail, subject: token });
  }
}

function explainCharacter(char: string): Explanation {
  const isCurly = /[\u201c\u201d\u2018\u2019]/.test(char);
  return {
    summary: 'Invalid character',
    detail: isCurly
      ? `${char} is a typographic quote, as word processors make them. Use the straight one: ".`
      : `The character ${JSON.stringify(char)} has no meaning outside of a string.`,
    once: false,
  };
}
