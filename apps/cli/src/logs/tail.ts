import { wholeNumber } from '../arguments.ts';
import type { CommandContext } from '../command.ts';

/** Flags of commands that can begin near the end of what they show. */
export const TAIL_FLAGS = {
  c: { type: 'integer', help: 'With -tail: how many bytes to show.' },
  n: { type: 'integer', help: 'With -tail: how many lines to show. Default: 10.' },
  tail: { type: 'boolean', help: 'Begin near the end.' },
} as const;

/** How much before the end to begin. */
export type Tail = { readonly lines: number } | { readonly bytes: number };

/** How far before the end lines may begin: what Nomad takes a line to be long at most, on average. */
const BYTES_A_LINE = 120;

export function tailBytesOf(tail: Tail): number {
  return 'bytes' in tail ? tail.bytes : tail.lines * BYTES_A_LINE;
}

/** What `-tail` asks for; undefined: begin at the start. */
export function tailOf({ parsed }: Pick<CommandContext, 'parsed'>): Tail | undefined {
  if (!parsed.flag('tail')) return undefined;
  const bytes = parsed.value('c');
  return bytes === undefined
    ? { lines: wholeNumber(parsed.value('n') ?? '10', 'n') }
    : { bytes: wholeNumber(bytes, 'c') };
}
