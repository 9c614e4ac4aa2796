import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCli } from '../main.ts';

/** 2026-11-22T18:00:00Z */
export const NOW_MS = 1_795_370_400_000;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  readonly isTTY?: boolean;
}

/** Runs one call of the CLI in this process, e.g. `steppe('job', 'status')`. */
export async function steppe(
  argv: readonly string[],
  { env = {}, stdin = '', signal = new AbortController().signal, isTTY = false }: RunOptions = {},
): Promise<Ran> {
  const stdout = Object.assign(new PassThrough(), { isTTY });
  const stderr = new PassThrough();
  const printed = Promise.all([text(stdout), text(stderr)]);
  const streams = { stdin: Readable.from([stdin]), stdout, stderr };
  const code = await runCli({ argv, env, streams, now: () => NOW_MS, signal });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, stdout: out, stderr: err };
}
