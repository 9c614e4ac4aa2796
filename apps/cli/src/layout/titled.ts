import type { Paint } from '../terminal.ts';

/** A part of a page under its title. */
export function titled(title: string, body: string, { bold }: { bold: Paint }): string {
  return `${bold(title)}\n${body}`;
}
