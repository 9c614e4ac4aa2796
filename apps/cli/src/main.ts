import type { CommandContext, CommandEntry } from './command.ts';
import { COMMANDS } from './commands/registry.ts';
import { endFlagsAtArgument } from './flags/end-flags.ts';
import { nearest } from './flags/nearest.ts';
import { parseFlags } from './flags/parse-flags.ts';
import { commandHelp, groupOverview, overview } from './help.ts';
import { openTerminal, type TerminalStreams } from './terminal.ts';

export interface CliOptions {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly streams: TerminalStreams;
  readonly now: () => number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Runs one call of `steppe`. @returns its exit code. */
export async function runCli({ argv, env, streams, now, signal }: CliOptions): Promise<number> {
  const terminal = openTerminal(streams, { colours: wantsColours({ argv, env, streams }) });
  const found = findCommand(argv);
  if (!found) return noSuchCommand(argv, terminal.err);
  const { entry } = found;
  const command = await entry.load();
  const rest = command.flagsFirst ? endFlagsAtArgument(found.rest, command.flags) : found.rest;
  if (asksForHelp(rest)) {
    terminal.out(commandHelp(entry, command));
    return 0;
  }
  try {
    const parsed = parseFlags(rest, command.flags);
    const code = await command.run({ terminal, env, parsed, now, signal });
    if (parsed.flag('ui')) await sayThereIsNoUi({ terminal, env, parsed, now });
    return code;
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    // Loaded only now: what it knows of takes longer to load than a short command to run.
    const { reportError } = await import('./report-error.ts');
    reportError(error, { command: entry.name, err: terminal.err });
    return 1;
  }
}

/** What a shell shows for a command that Ctrl-C ended. */
const INTERRUPTED = 130;
const FAILED = 1;
/** What Nomad, too, ends with when there is no such command. */
const NO_SUCH_COMMAND = 127;
const HELP = new Set(['-h', '-help', '--help']);
/** The longest names are `operator root keyring list` and the like. */
const WORDS_MAX = 4;
/** Of what is unknown, so many words are named. */
const GUESS_WORDS_MAX = 2;

async function sayThereIsNoUi(
  context: Pick<CommandContext, 'terminal' | 'env' | 'parsed' | 'now'>,
): Promise<void> {
  const { clientOf } = await import('./api.ts');
  const { address } = clientOf(context);
  context.terminal.err(`\n==> There is no web UI to open: the API is at ${address}/v1/`);
}

/** Whether a flag asks for help; what follows `--` is no flag. */
function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end === -1 ? words : words.slice(0, end)).some((word) => HELP.has(word));
}

/** The command whose name takes the most words: `job status` before `status`. */
function findCommand(
  argv: readonly string[],
): { entry: CommandEntry; rest: readonly string[] } | undefined {
  for (let length = Math.min(WORDS_MAX, argv.length); length > 0; length--) {
    const name = argv.slice(0, length).join(' ');
    const entry = COMMANDS.find((known) => known.name === name || known.aliases.includes(name));
    if (entry) return { entry, rest: argv.slice(length) };
  }
  return undefined;
}

function noSuchCommand(argv: readonly string[], err: (line: string) => void): number {
  const words = argv.filter((word) => !word.startsWith('-'));
  const group = groupOf(words);
  const unknown = words.at(group?.length ?? 0);
  if (unknown !== undefined) {
    const wanted = [...words.slice(0, group?.length ?? 0), unknown].join(' ');
    const guess = guessOf(words);
    err(`Unknown command "${wanted}".${guess === undefined ? '' : ` Did you mean "${guess}"?`}`);
    err('');
  }
  err(group ? groupOverview(group.name, group.commands) : overview(COMMANDS));
  if (unknown === undefined && asksForHelp(argv)) return 0;
  return group ? FAILED : NO_SUCH_COMMAND;
}

/** The commands that begin with the most of these words. */
function groupOf(
  words: readonly string[],
): { name: string; length: number; commands: readonly CommandEntry[] } | undefined {
  for (let length = Math.min(WORDS_MAX, words.length); length > 0; length--) {
    const name = words.slice(0, length).join(' ');
    const commands = COMMANDS.filter((command) => command.name.startsWith(`${name} `));
    if (commands.length > 0) return { name, length, commands };
  }
  return undefined;
}

function guessOf(words: readonly string[]): string | undefined {
  const names = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]).filter(
    (name) => !name.startsWith('-'),
  );
  return (
    nearest(words.slice(0, GUESS_WORDS_MAX).join(' '), names) ?? nearest(words[0] ?? '', names)
  );
}

/** Colours only on a terminal, unless they are asked for; never with NO_COLOR. */
function wantsColours({
  argv,
  env,
  streams,
}: Pick<CliOptions, 'argv' | 'env' | 'streams'>): boolean {
  const asked = (flag: string): boolean => argv.includes(`-${flag}`) || argv.includes(`--${flag}`);
  if (asked('no-color') || env['NO_COLOR'] || env['NOMAD_CLI_NO_COLOR']) return false;
  return (
    asked('force-color') || Boolean(env['NOMAD_CLI_FORCE_COLOR']) || streams.stdout.isTTY === true
  );
}
