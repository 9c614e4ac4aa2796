import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDiagnostics, formatHcl } from '@steppe/hcl';
import type { Command, CommandContext } from '../command.ts';
import { Failure } from '../failure.ts';
import { readText } from '../job-file/read-text.ts';
import { systemErrorCode } from '../system-error-code.ts';
import { UsageError } from '../usage-error.ts';

const FORMATTED = /\.(?:nomad|hcl)$/;

export const fmt: Command = {
  usage: 'steppe fmt [options] <path>...',
  example: 'steppe fmt -check -recursive jobs',
  flags: {
    check: {
      type: 'boolean',
      help: 'Write nothing; end with 1 when a file is not in its canonical form.',
    },
    list: { type: 'boolean', help: 'Name each file that is changed. Default: true.' },
    recursive: { type: 'boolean', help: 'Go into the directories of directories, too.' },
    write: { type: 'boolean', help: 'Write the files. Default: true; stdin is never written.' },
  },
  run: async (context) => {
    const { parsed } = context;
    const paths = parsed.args.length === 0 ? ['.'] : parsed.args;
    if (paths.includes('-')) {
      if (paths.length > 1) throw new UsageError('Give either - or paths, not both');
      return formatStdin(context);
    }
    let code = 0;
    for (const path of await filesAt(paths, parsed.flag('recursive'))) {
      code = Math.max(code, await formatFile(context, path));
    }
    return code;
  },
};

async function formatStdin({ terminal, parsed }: CommandContext): Promise<number> {
  const text = await readText('-', terminal.stdin);
  const formatted = canonical('<stdin>', text);
  if (parsed.flag('check')) return formatted === text ? 0 : 1;
  await terminal.write(Buffer.from(formatted));
  return 0;
}

/** @returns 1 when the file is no HCL, or with `-check` is not as it should be. */
async function formatFile({ terminal, parsed }: CommandContext, path: string): Promise<number> {
  const text = await readText(path, terminal.stdin);
  const { text: formatted, diagnostics } = formatHcl({ filename: path, text });
  if (formatted === undefined) {
    terminal.err(formatDiagnostics(diagnostics, { [path]: text }));
    return 1;
  }
  if (formatted === text) return 0;
  if (!parsed.isOff('list')) terminal.out(path);
  if (parsed.flag('check')) return 1;
  if (!parsed.isOff('write')) await writeFile(path, formatted);
  return 0;
}

function canonical(filename: string, text: string): string {
  const { text: formatted, diagnostics } = formatHcl({ filename, text });
  if (formatted !== undefined) return formatted;
  throw new Failure(formatDiagnostics(diagnostics, { [filename]: text }));
}

/** The files that are named, and those of directories by their names. */
async function filesAt(paths: readonly string[], recursive: boolean): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (await isDirectory(path)) files.push(...(await filesIn(path, recursive)));
    else files.push(path);
  }
  return files;
}

async function filesIn(directory: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive });
  return entries
    .filter((entry) => entry.isFile() && FORMATTED.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === undefined) throw cause;
    throw new Failure(`No file or directory at ${path}`, { cause });
  }
}
