import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { DriverError } from '../driver-error.ts';
import type { TerminalSize } from '../exec-session.ts';
import { errorCode } from '../system-error.ts';
import { findProgram } from './find-program.ts';

const run = promisify(execFile);

/**
 * Wraps a command so that it runs on a terminal of its own, which script(1) makes and copies to the pipes.
 *
 * @throws DriverError `NOT_SUPPORTED` when script(1) is missing.
 */
export async function terminalCommand(
  command: readonly string[],
  size: TerminalSize | undefined,
): Promise<readonly string[]> {
  const script = await findProgram('script', process.env['PATH'] ?? '');
  if (script === undefined) {
    throw new DriverError(
      'NOT_SUPPORTED',
      'a terminal needs script(1) on the node, of util-linux',
      { recoverable: false },
    );
  }
  const words = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const resize = size === undefined ? '' : `stty rows ${size.rows} cols ${size.columns}; `;
  return [
    script,
    '--quiet',
    '--flush',
    '--return',
    '--command',
    `${resize}exec ${words}`,
    '/dev/null',
  ];
}

/** Finds and sizes the terminal that script(1), a child of this process, runs its command on. */
export class TerminalOfChild {
  readonly #scriptPid: number;

  constructor(scriptPid: number) {
    this.#scriptPid = scriptPid;
  }

  async resize({ rows, columns }: TerminalSize): Promise<void> {
    const device = await this.#device();
    if (device === undefined) return;
    await run('stty', ['-F', device, 'rows', String(rows), 'cols', String(columns)]);
  }

  async #device(): Promise<string | undefined> {
    const pid = this.#scriptPid;
    try {
      const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
      const child = children.trim().split(' ')[0];
      if (child === undefined || child === '') return undefined;
      const target = await readlink(`/proc/${child}/fd/0`);
      return target.startsWith('/dev/pts/') ? target : undefined;
    } catch (error) {
      // The command has ended, and its terminal with it.
      if (['ENOENT', 'ESRCH'].includes(errorCode(error))) return undefined;
      throw error;
    }
  }
}
