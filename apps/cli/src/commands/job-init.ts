import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { optionalArgument } from '../arguments.ts';
import type { Command } from '../command.ts';
import { Failure } from '../failure.ts';
import { EXAMPLE_JOB, EXAMPLE_JOB_SHORT } from '../job-file/example-job.ts';
import { systemErrorCode } from '../system-error-code.ts';

const FILENAME_DEFAULT = 'example.nomad.hcl';

export const jobInit: Command = {
  usage: 'steppe job init [options] [<filename>]',
  example: 'steppe job init -short web.nomad.hcl',
  flags: { short: { type: 'boolean', help: 'Write the job without explanations.' } },
  run: async ({ parsed, terminal }) => {
    const message = 'This command takes either no arguments or one: <filename>';
    const filename = optionalArgument(parsed.args, message) ?? FILENAME_DEFAULT;
    await writeNew(filename, parsed.flag('short') ? EXAMPLE_JOB_SHORT : EXAMPLE_JOB);
    terminal.out(`Example job file written to ${filename}`);
    return 0;
  },
};

/** @throws Failure when the file exists, or its directory does not. */
async function writeNew(filename: string, text: string): Promise<void> {
  try {
    await writeFile(filename, text, { flag: 'wx' });
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === 'EEXIST') throw new Failure(`Job '${filename}' already exists`, { cause });
    if (code === undefined) throw cause;
    throw new Failure(`Failed to write '${resolve(filename)}': ${code}`, { cause });
  }
}
