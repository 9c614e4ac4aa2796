import { type FormatToken, netBrackets } from './format-token.ts';

/** A line in three cells, of which the second and third are aligned with those of its neighbours. */
export interface FormatLine {
  lead: FormatToken[];
  /** From the equals sign on, when what is assigned ends on this line. */
  assign: FormatToken[];
  /** A comment that follows something. */
  comment: FormatToken[];
}

export function linesOf(tokens: readonly FormatToken[]): FormatLine[] {
  const lines: FormatLine[] = [];
  let line: FormatToken[] = [];
  for (const token of tokens) {
    line.push(token);
    if (!endsLine(token)) continue;
    lines.push(cellsOf(line));
    line = [];
  }
  if (line.length > 0) lines.push(cellsOf(line));
  return lines;
}

/** A comment to the end of its line brings that end with it. */
function endsLine({ type, text }: FormatToken): boolean {
  return type === 'newline' || (type === 'comment' && text.endsWith('\n'));
}

function cellsOf(tokens: FormatToken[]): FormatLine {
  const last = tokens.at(-1);
  const hasComment = tokens.length > 1 && last?.type === 'comment';
  const code = hasComment ? tokens.slice(0, -1) : tokens;
  const comment = hasComment ? tokens.slice(-1) : [];
  const equals = code.findIndex(({ type }, at) => at > 0 && type === '=');
  // With a bracket that stays open, an expression of several lines begins here.
  if (equals === -1 || netBrackets(code.slice(equals)) !== 0) {
    return { lead: code, assign: [], comment };
  }
  return { lead: code.slice(0, equals), assign: code.slice(equals), comment };
}
