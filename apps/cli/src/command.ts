import type { FlagSpecs } from './flags/flag-spec.ts';
import type { ParsedArgs } from './flags/parse-flags.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly parsed: ParsedArgs;
  /** The time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What the CLI knows of a command without loading it. */
export interface CommandEntry {
  /** Its words, e.g. `job run`. */
  readonly name: string;
  /** Other names, e.g. `run`. */
  readonly aliases: readonly string[];
  /** One line for the list of commands. */
  readonly summary: string;
  /** A command's code, and what that imports, is loaded when it is called. */
  load(): Promise<Command>;
}

/** One command of the CLI. Its name is in the registry. */
export interface Command {
  /** How it is called, e.g. `steppe job run [options] <path>`. */
  readonly usage: string;
  /** A call that one can copy: the help shows it first. */
  readonly example: string;
  readonly flags: FlagSpecs;
  /** Its flags stand before its arguments: what follows the first one belongs to another command. */
  readonly flagsFirst?: true;
  /** @returns the exit code: 0 done, 1 failed, 2 what was asked for could not be placed. */
  run(context: CommandContext): Promise<number>;
}
