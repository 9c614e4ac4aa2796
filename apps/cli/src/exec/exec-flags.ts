import type { CommandContext } from '../command.ts';
import { Failure } from '../failure.ts';
import type { FlagSpecs } from '../flags/flag-spec.ts';

const ESCAPE_DEFAULT = '~';

/** Of commands that run something inside a task. */
export const EXEC_FLAGS = {
  e: {
    type: 'string',
    help: `Begins the sequence that leaves a terminal, at the start of a line and before a dot; or none. Default: ${ESCAPE_DEFAULT}.`,
  },
  i: { type: 'boolean', help: 'Pass on what is typed or piped. Default: true.' },
  t: { type: 'boolean', help: 'Run on a terminal. Default: when this is one.' },
} as const satisfies FlagSpecs;

export interface ExecTerminal {
  readonly interactive: boolean;
  readonly tty: boolean;
  readonly escape: string | undefined;
}

/** @throws Failure when the flags contradict each other. */
export function execTerminal({ parsed, terminal }: CommandContext): ExecTerminal {
  const escape = escapeOf(parsed.value('e') ?? ESCAPE_DEFAULT);
  const interactive = !parsed.isOff('i');
  const isTerminal = terminal.screen !== undefined && interactive;
  const tty = parsed.flag('t') || (isTerminal && !parsed.isOff('t'));
  if (tty && !interactive) throw new Failure('-i must be enabled if running with tty');
  return { interactive, tty, escape };
}

/** @throws Failure when it is neither one character nor `none`. */
function escapeOf(text: string): string | undefined {
  if (text === 'none') return undefined;
  if (/^[\x21-\x7e]$/.test(text)) return text;
  throw new Failure("-e requires 'none' or a single character");
}
