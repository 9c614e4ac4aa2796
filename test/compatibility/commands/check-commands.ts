import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCli } from '@steppe/cli';
import type { Finding } from '../report/finding.ts';
import { type NomadCommand, readCommands } from '../tables/read-table.ts';
import { DELIBERATE_COMMANDS } from './deliberate-commands.ts';

/** Looks for each command of Nomad's and each of its flags in the help. Groups are no commands of their own. */
export async function checkCommands(): Promise<Finding[]> {
  const commands = readCommands().filter(({ kind }) => kind !== 'group');
  const findings: Finding[] = [];
  for (const command of commands) {
    const { command: name, tier, edition } = command;
    findings.push({ name, tier, edition, ...(await check(command)) });
  }
  return findings;
}

async function check({
  command,
  flags,
  client_flags: takesClientFlags,
}: NomadCommand): Promise<Pick<Finding, 'status' | 'note'>> {
  const deliberate = DELIBERATE_COMMANDS[command];
  if (deliberate !== undefined) return { status: 'differs', note: deliberate };
  const help = await helpOf(command);
  if (help === undefined) return { status: 'missing', note: '' };
  const known = new Set(flagsIn(help));
  const wanted = [...ownFlags(flags), ...(takesClientFlags === 'yes' ? CLIENT_FLAGS : [])];
  const lacking = wanted.filter((flag) => !known.has(flag));
  if (lacking.length === 0) return { status: 'same', note: '' };
  return { status: 'partly', note: `without ${lacking.map((flag) => `\`-${flag}\``).join(', ')}` };
}

const CLIENT_FLAGS = [
  'address',
  'ca-cert',
  'ca-path',
  'client-cert',
  'client-key',
  'force-color',
  'insecure',
  'namespace',
  'no-color',
  'region',
  'tls-server-name',
  'tls-skip-verify',
  'token',
];

/** e.g. `-json:bool -t:string`. */
function ownFlags(flags: string): string[] {
  return [...flags.matchAll(/(?:^| )-([A-Za-z0-9-]+)/g)].map(([, name = '']) => name);
}

function flagsIn(help: string): string[] {
  return [...help.matchAll(/^ {2}-([A-Za-z0-9-]+)/gm)].map(([, name = '']) => name);
}

/** What `steppe COMMAND -help` prints; undefined when it knows no such command. */
async function helpOf(command: string): Promise<string | undefined> {
  const output = new PassThrough();
  const printed = text(output);
  const code = await runCli({
    argv: [...command.split(' '), '-help'],
    env: {},
    streams: { stdin: Readable.from([]), stdout: output, stderr: output },
    now: () => 0,
    signal: new AbortController().signal,
  });
  output.end();
  const help = await printed;
  return code === 0 && /^Usage: /m.test(help) ? help : undefined;
}
