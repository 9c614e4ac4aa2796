import type { Diagnostic } from '../syntax/diagnostics.ts';
import { parseFile } from '../syntax/parse-body.ts';
import { scan } from '../syntax/scanner.ts';
import { Source } from '../syntax/source.ts';
import { alignCells } from './align.ts';
import { type FormatLine, linesOf } from './format-line.ts';
import { formatTokens } from './format-token.ts';
import { indentLines } from './indent.ts';
import { spaceLine } from './spacing.ts';

export interface Formatted {
  /** Absent when the text is no HCL. */
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Brings a text of HCL into its canonical form: two blanks a level, one between tokens, equals signs and comments of
 * neighbouring lines under each other. Comments, blank lines and what stands in heredocs stay. Never throws.
 *
 * Source: the rules of hclwrite's formatter, so that files that Nomad or Terraform format stay as they are.
 */
export function formatHcl({ filename, text }: { filename: string; text: string }): Formatted {
  const source = new Source(filename, text);
  const { diagnostics } = parseFile(source);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  const lines = linesOf(formatTokens(scan(source)));
  indentLines(lines);
  for (const line of lines) spaceLine(line);
  alignCells(lines);
  return { text: lines.map(textOf).join(''), diagnostics };
}

function textOf({ lead, assign, comment }: FormatLine): string {
  return [...lead, ...assign, ...comment]
    .map(({ spacesBefore, text }) => ' '.repeat(spacesBefore) + text)
    .join('');
}
