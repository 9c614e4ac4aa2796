import type { TokenType } from '../syntax/token.ts';
import type { FormatLine } from './format-line.ts';
import { bracketChange, type FormatToken } from './format-token.ts';

/** Puts one blank, or none, between the tokens of each cell of a line. */
export function spaceLine({ lead, assign }: FormatLine): void {
  spaceCell(lead);
  spaceCell(assign);
  const [equals] = assign;
  if (equals) equals.spacesBefore = 1;
}

function spaceCell(tokens: readonly FormatToken[]): void {
  for (const [at, token] of tokens.entries()) {
    const after = tokens[at + 1];
    if (after === undefined) return;
    const before = tokens[at - 1];
    after.spacesBefore = hasSpaceBetween(token, after, before) ? 1 : 0;
  }
}

const TEMPLATE_TEXT: ReadonlySet<TokenType> = new Set<TokenType>(['quoted-text', 'quoted-newline']);

/** After these a minus is a sign, and no operator. */
const BEFORE_SIGN: ReadonlySet<TokenType> = new Set<TokenType>([
  '(',
  '{',
  '[',
  '=',
  ':',
  ',',
  '?',
  '+',
  '*',
  '/',
  '%',
  '-',
  '==',
  '!=',
  '>',
  '>=',
  '<',
  '<=',
  '&&',
  '||',
  '!',
]);

type Rule = (
  subject: FormatToken,
  after: FormatToken,
  before: FormatToken | undefined,
) => boolean | undefined;

/** The first rule that has an answer holds. */
const RULES: readonly Rule[] = [
  (_, { type }) => (type === 'newline' ? false : undefined),
  // The bracket of a call follows its name.
  ({ type }, after) => (type === 'identifier' && after.type === '(' ? false : undefined),
  ({ type }, after) => (isJoint(type) || isJoint(after.type) ? false : undefined),
  (_, { type }) => (type === ',' || type === '...' ? false : undefined),
  ({ type }) => (type === ',' ? true : undefined),
  ({ type }, after) => (isInQuotes(type, after.type) ? false : undefined),
  // `for x in [...]` has no index in it.
  ({ text }, _, before) => (text === 'in' && before?.type === 'identifier' ? true : undefined),
  (subject, { type }) => (type === '[' && isIndexed(subject) ? false : undefined),
  ({ type }) => (type === '!' ? false : undefined),
  ({ type }, _, before) =>
    type === '-' ? before !== undefined && !BEFORE_SIGN.has(before.type) : undefined,
  ({ type }, after) =>
    type === '{' || after.type === '}' ? !(type === '{' && after.type === '}') : undefined,
  ({ type }, after) => (isTemplateStart(type) && after.type === '{' ? true : undefined),
  ({ type }, after) => (type === '}' && after.type === 'template-end' ? true : undefined),
  ({ type }, after) => (type === 'template-end' && isTemplateStart(after.type) ? false : undefined),
  (subject) => (bracketChange(subject) > 0 ? false : undefined),
  (_, after) => (bracketChange(after) < 0 ? false : undefined),
];

function hasSpaceBetween(
  subject: FormatToken,
  after: FormatToken,
  before: FormatToken | undefined,
): boolean {
  for (const rule of RULES) {
    const answer = rule(subject, after, before);
    if (answer !== undefined) return answer;
  }
  return true;
}

function isJoint(type: TokenType): boolean {
  return type === '.' || type === '::';
}

function isInQuotes(type: TokenType, after: TokenType): boolean {
  return (
    type === 'open-quote' ||
    after === 'close-quote' ||
    TEMPLATE_TEXT.has(type) ||
    TEMPLATE_TEXT.has(after)
  );
}

function isIndexed(subject: FormatToken): boolean {
  const { type } = subject;
  return type === 'identifier' || type === 'number' || bracketChange(subject) < 0;
}

function isTemplateStart(type: TokenType): boolean {
  return type === 'template-interpolation' || type === 'template-directive';
}
