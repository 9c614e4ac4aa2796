import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { runCli } from '@steppe/cli';
import { codesIn, rowsOf, sectionsOf } from './markdown.ts';
import { readText } from './workspace.ts';

const sections = new Map(
  sectionsOf(readText('docs/reference/cli.md'), 3).map((section) => [section.title, section.text]),
);
const SHARED = ['With the API', 'Of answers', 'Of job files'];
const documented = [...sections.keys()].filter((title) => !SHARED.includes(title));

/** What `steppe` prints, wherever it prints it. */
async function printed(...argv: string[]): Promise<string> {
  const output = new PassThrough();
  const all = text(output);
  await runCli({
    argv,
    env: {},
    streams: { stdin: Readable.from([]), stdout: output, stderr: output },
    now: () => 0,
    signal: new AbortController().signal,
  });
  output.end();
  return all;
}

const flagsIn = (help: string): string[] =>
  [...help.matchAll(/^ {2}-([A-Za-z0-9-]+)/gm)].map(([, name = '']) => name);

const flagsOf = (title: string): string[] =>
  rowsOf(sections.get(title) ?? '').flatMap(([cell = '']) =>
    codesIn(cell).map((code) => code.replace(/^-/, '').replace(/=.*$/, '')),
  );

/** Its own flags, and those of the shared sections that it points to. */
function allFlagsOf(command: string): string[] {
  const mentioned = SHARED.filter((title) => {
    return sections.get(command)?.includes(`(#${title.toLowerCase().replaceAll(' ', '-')})`);
  });
  return [command, ...mentioned].flatMap(flagsOf);
}

describe('cli.md', () => {
  let commands: string[];
  beforeAll(async () => {
    const overview = await printed('-help');
    const lines = /\nCommands:\n(.*?)\n\n/s.exec(overview)?.[1]?.split('\n') ?? [];
    commands = lines.map((line) => line.trim().split(/ {2,}/)[0] ?? '');
  });

  test('lists each command, in the order of the help', () => {
    expect(documented).toEqual(commands);
  });

  test.each(documented)('tells of %s what its help tells', async (command) => {
    const help = await printed(...command.split(' '), '-help');
    const [, usage = 'no usage'] = /^Usage: (.*)$/m.exec(help) ?? [];
    expect(sections.get(command)).toContain(usage);
    expect(allFlagsOf(command).toSorted()).toEqual(flagsIn(help).toSorted());
  });
});
