import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { findUser, ISOLATED_USER } from '@steppe/task-drivers';
import { makeRealDir, type Owner } from '../inside/real-dir.ts';
import type { SetupContext } from './setup-context.ts';

const run = promisify(execFile);

/** As Nomad: a secrets directory holds tokens and keys, not data. */
const SIZE_MB = 1;

const NOT_ROOT = 'secrets are kept on disk, since the agent does not run as root';
const OPEN = 0o777;
const OWNERS_ALONE = 0o700;

/**
 * Makes the directory of a task's secrets, which the task alone can read: in memory, so that none reaches a disk. Only
 * root can do that; anyone else gets a plain directory, and the log says so.
 *
 * @throws DriverError `START_FAILED` when the machine does not know the task's user.
 */
export async function makeSecretsDir(context: SetupContext): Promise<void> {
  const { fsIsolation, ports } = context;
  const { secretsDir } = context.spec.paths;
  const isRoot = process.getuid?.() === 0;
  const owner = isRoot ? await ownerOf(context) : undefined;
  // Whom a container runs as, its image decides; nobody else comes there, since the task's directory is closed.
  const mode = fsIsolation === 'image' ? OPEN : OWNERS_ALONE;
  if (isRoot && (await mountInMemory(secretsDir, { mode, owner, ports }))) return;
  if (!isRoot) ports.logger.info({ dir: secretsDir }, NOT_ROOT);
  await makeRealDir(secretsDir, mode, owner);
}

async function ownerOf({ spec, fsIsolation }: SetupContext): Promise<Owner | undefined> {
  if (fsIsolation === 'image') return undefined;
  const user = spec.user ?? (fsIsolation === 'chroot' ? ISOLATED_USER : undefined);
  return user === undefined ? undefined : findUser(user);
}

/** @returns whether it is in memory now, or was before. */
async function mountInMemory(
  dir: string,
  {
    mode,
    owner = { uid: 0, gid: 0 },
    ports: { logger },
  }: Pick<SetupContext, 'ports'> & {
    readonly mode: number;
    readonly owner: Owner | undefined;
  },
): Promise<boolean> {
  if ((await mountPointsBelow(dir)).length > 0) return true;
  await makeRealDir(dir, OWNERS_ALONE);
  const access = `uid=${owner.uid},gid=${owner.gid},mode=0${mode.toString(8)}`;
  const options = `size=${SIZE_MB}m,${access},nosuid,nodev,noexec`;
  try {
    await run('mount', ['-t', 'tmpfs', '-o', options, 'steppe-secrets', dir]);
    return true;
  } catch (error) {
    logger.warn({ dir, error: String(error) }, 'secrets are kept on disk: no tmpfs can be mounted');
    return false;
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
