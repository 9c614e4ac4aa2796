import type { Span } from './source.ts';

/** What a token is. Operators and punctuation are their own names. */
export type TokenType =
  | 'identifier'
  | 'number'
  | 'newline'
  | 'comment'
  | 'open-quote'
  | 'close-quote'
  | 'quoted-text'
  | 'quoted-newline'
  | 'open-heredoc'
  | 'close-heredoc'
  | 'heredoc-text'
  | 'template-interpolation'
  | 'template-directive'
  | 'template-end'
  | 'end-of-file'
  | 'invalid'
  | Punctuation;

export type Punctuation =
  | '{'
  | '}'
  | '['
  | ']'
  | '('
  | ')'
  | '.'
  | ','
  | ':'
  | '::'
  | '?'
  | '='
  | '=='
  | '!='
  | '!'
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&&'
  | '||'
  | '=>'
  | '...'
  | '&'
  | '|'
  | '^'
  | '~'
  | ';'
  | '`'
  | "'";

export interface Token extends Span {
  readonly type: TokenType;
}

/** Longest first, so that the scanner may take the first that fits. */
export const PUNCTUATION: readonly Punctuation[] = [
  '...',
  '::',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '=>',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '.',
  ',',
  ':',
  '?',
  '=',
  '!',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
  '%',
  '&',
  '|',
  '^',
  '~',
  ';',
  '`',
  "'",
];
