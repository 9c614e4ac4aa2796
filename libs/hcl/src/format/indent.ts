import type { FormatLine } from './format-line.ts';
import { netBrackets } from './format-token.ts';

const BLANKS_PER_LEVEL = 2;

/** Indents each line by the lines before it that left brackets open, however many on one line. */
export function indentLines(lines: readonly FormatLine[]): void {
  /** For each level, how many brackets its line has left open. */
  const levels: number[] = [];
  for (const { lead, assign } of lines) {
    const [first] = lead;
    if (first === undefined || first.type === 'newline') continue;
    const change = netBrackets(lead) + netBrackets(assign);
    if (change < 0) closeBrackets(levels, -change);
    first.spacesBefore = BLANKS_PER_LEVEL * levels.length;
    if (change > 0) levels.push(change);
  }
}

function closeBrackets(levels: number[], count: number): void {
  let toClose = count;
  while (toClose > 0 && levels.length > 0) {
    const open = levels.pop() ?? 0;
    if (open > toClose) levels.push(open - toClose);
    toClose -= open;
  }
}
