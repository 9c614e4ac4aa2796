import type { CommandContext } from '../command.ts';
import type { Paint } from '../terminal.ts';

export interface ViewOptions {
  /** Whole IDs and times instead of short ones, and more columns. */
  readonly verbose: boolean;
  readonly nowMs: number;
  readonly bold: Paint;
}

export function viewOptionsOf({ parsed, now, terminal }: CommandContext): ViewOptions {
  return { verbose: parsed.flag('verbose'), nowMs: now(), bold: terminal.bold };
}
