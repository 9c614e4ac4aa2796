import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { RunnerLogger } from '../runner/runner-ports.ts';

const run = promisify(execFile);

/** As Nomad: a secrets directory holds tokens and keys, not data. */
const SIZE_MB = 1;

/**
 * Keeps a task's secrets in memory, so that none reaches a disk. Only root can; anyone else gets a plain
 * directory, and the log says so.
 */
export async function mountSecrets(dir: string, logger: RunnerLogger): Promise<void> {
  if (process.getuid?.() !== 0) {
    logger.info({ dir }, 'secrets are kept on disk, since the agent does not run as root');
    return;
  }
  if ((await mountPointsBelow(dir)).length > 0) return;
  const options = `size=${SIZE_MB}m,mode=0777,nosuid,nodev,noexec`;
  try {
    await run('mount', ['-t', 'tmpfs', '-o', options, 'steppe-secrets', dir]);
  } catch (error) {
    logger.warn({ dir, error: String(error) }, 'secrets are kept on disk: no tmpfs can be mounted');
  }
}

/** Takes away every file system mounted at a directory or below it, so that it can be removed. */
export async function unmountBelow(dir: string): Promise<void> {
  for (const point of await mountPointsBelow(dir)) await run('umount', ['--lazy', point]);
}

/** The deepest first. */
async function mountPointsBelow(dir: string): Promise<readonly string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  return table
    .split('\n')
    .map((line) => unescaped(line.split(' ')[4] ?? ''))
    .filter((point) => point === dir || point.startsWith(`${dir}/`))
    .toReversed();
}

/** The kernel writes blanks and backslashes as octal numbers. */
function unescaped(path: string): string {
  return path.replaceAll(/\\(\d{3})/gu, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
