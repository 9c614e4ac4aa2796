import type { Command, CommandEntry } from './command.ts';
import { table } from './layout/table.ts';

const VALUES = { boolean: '', string: '=<text>', integer: '=<number>' } as const;

/** The list of commands. */
export function overview(commands: readonly CommandEntry[]): string {
  return [
    'Usage: steppe [-version] [-help] <command> [args]',
    '',
    'Commands:',
    table(commands.map(({ name, summary }) => [`  ${name}`, summary])),
    '',
    'Example: steppe job run hello.nomad',
    'Help on one: steppe <command> -help',
  ].join('\n');
}

/** The commands of a group, such as `alloc`. */
export function groupOverview(group: string, commands: readonly CommandEntry[]): string {
  return [
    `Usage: steppe ${group} <subcommand> [options] [args]`,
    '',
    'Commands:',
    table(commands.map(({ name, summary }) => [`  ${name}`, summary])),
    '',
    'Help on one: steppe <command> -help',
  ].join('\n');
}

/** A command's help: an example to copy first, then what it takes. */
export function commandHelp({ aliases, summary }: CommandEntry, command: Command): string {
  const flags = Object.entries(command.flags).map(([name, { type, help }]) => [
    `  -${name}${VALUES[type]}`,
    help,
  ]);
  const also = aliases.filter((alias) => !alias.startsWith('-')).map((alias) => `steppe ${alias}`);
  return [
    `Example: ${command.example}`,
    '',
    `Usage: ${command.usage}`,
    ...(also.length > 0 ? [`Alias: ${also.join(', ')}`] : []),
    '',
    `  ${summary}`,
    ...(flags.length > 0 ? ['', 'Options:', table(flags)] : []),
  ].join('\n');
}
