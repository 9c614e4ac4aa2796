import type { Paint } from '../terminal.ts';

/** What the API has to say about a job that it takes, with the blank line that follows. */
export function jobWarningsBlock(warnings: string, { bold }: { bold: Paint }): string {
  return `${bold('Job Warnings:')}\n${warnings.trimEnd()}\n`;
}
