import type { FormatLine } from './format-line.ts';
import type { FormatToken } from './format-token.ts';

/** Puts the equals signs of neighbouring lines under each other, and then their comments. */
export function alignCells(lines: readonly FormatLine[]): void {
  alignRuns(
    lines,
    ({ assign }) => assign[0],
    ({ lead }) => widthOf(lead),
  );
  alignRuns(
    lines,
    ({ comment }) => comment[0],
    ({ lead, assign }) => widthOf(lead) + widthOf(assign),
  );
}

/** In each run of lines that have such a cell, it begins one blank after the widest of what is before it. */
function alignRuns(
  lines: readonly FormatLine[],
  cellOf: (line: FormatLine) => FormatToken | undefined,
  widthBefore: (line: FormatLine) => number,
): void {
  let run: { cell: FormatToken; width: number }[] = [];
  const close = (): void => {
    const widest = Math.max(0, ...run.map(({ width }) => width));
    for (const { cell, width } of run) cell.spacesBefore = widest - width + 1;
    run = [];
  };
  for (const line of lines) {
    const cell = cellOf(line);
    if (cell === undefined) close();
    else run.push({ cell, width: widthBefore(line) });
  }
  close();
}

function widthOf(tokens: readonly FormatToken[]): number {
  return tokens.reduce((sum, { spacesBefore, text }) => sum + spacesBefore + columnsOf(text), 0);
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

function columnsOf(text: string): number {
  return [...graphemes.segment(text)].length;
}
