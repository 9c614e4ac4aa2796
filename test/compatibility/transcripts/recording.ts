import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One command as it was recorded from Nomad, with what it printed. */
export interface RecordedStep {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const DIRECTORY = join(import.meta.dirname, 'recordings');

/** The names of the recordings, in the order in which they were made. */
export function recordingNames(): string[] {
  return readdirSync(DIRECTORY)
    .map((name) => name.replace(/\.txt$/, ''))
    .toSorted();
}

export function readRecording(name: string): RecordedStep[] {
  const text = readFileSync(join(DIRECTORY, `${name}.txt`), 'utf8');
  const blocks = text.split('#### COMMAND\n').slice(1);
  return blocks.map((block) => {
    const [, command = '', stdout = '', stderr = '', code = ''] =
      /^(.*)\n#### STDOUT\n([^]*?)#### STDERR\n([^]*?)#### EXIT (\d+)/.exec(block) ?? [];
    return { command, stdout, stderr, exitCode: Number(code) };
  });
}
