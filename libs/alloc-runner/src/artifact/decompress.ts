import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';

const SAID_MAX = 1_000;

/**
 * A file's content as a program of the machine decompresses it: what Node itself can't read.
 *
 * @throws Error for a damaged file, and where the machine has no such program.
 */
export async function* decompressedBy(
  program: 'bzip2' | 'xz',
  file: string,
): AsyncGenerator<Buffer, void> {
  const input = await open(file);
  const child = spawn(program, ['--decompress', '--stdout'], { stdio: [input.fd, 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve).once('error', reject);
  });
  ended.catch(() => undefined); // Told where it is awaited, also when that is later.
  let said = '';
  child.stderr?.on('data', (data) => (said = (said + String(data)).slice(0, SAID_MAX)));
  try {
    for await (const piece of child.stdout ?? []) yield Buffer.from(piece);
    const status = await endOf(program, ended);
    if (status !== 0) throw new Error(`${program}: ${said.trim() || `it ended with ${status}`}`);
  } finally {
    child.kill('SIGKILL');
    await input.close();
  }
}

async function endOf(program: string, ended: Promise<number | null>): Promise<number | null> {
  try {
    return await ended;
  } catch (cause) {
    throw new Error(`archives of this form need the program ${program} on the node`, { cause });
  }
}
