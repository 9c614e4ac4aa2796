/** A heading with what stands below it, up to the next heading of any level. */
export interface Section {
  readonly title: string;
  readonly text: string;
}

/** @param level how many `#` the headings have */
export function sectionsOf(markdown: string, level: number): readonly Section[] {
  const prefix = `${'#'.repeat(level)} `;
  return markdown
    .split(/^(?=#+ )/m)
    .filter((part) => part.startsWith(prefix))
    .map((part) => {
      const end = part.indexOf('\n');
      return { title: part.slice(prefix.length, end).trim(), text: part.slice(end) };
    });
}

/** The rows of all tables in a text, cell by cell, without their heads. */
export function rowsOf(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line, i, lines) => isRow(line) && !isRule(line) && !isRule(lines[i + 1] ?? ''))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The contents of fenced blocks of a language. */
export function codeBlocksOf(text: string, language: string): readonly string[] {
  const block = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms');
  return [...text.matchAll(block)].map(([, code = '']) => code);
}

/** What stands between back-ticks. */
export function codesIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

const isRow = (line: string): boolean => line.startsWith('|');
const isRule = (line: string): boolean => /^\|[\s|:-]+\|$/.test(line);
