import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { SteppeError } from '@steppe/domain';

/** The oldest nats-server that has all that the log needs. */
const MINIMUM = { major: 2, minor: 12 } as const;

/**
 * Finds nats-server: the one that is named, else the one on PATH, else the one that the set-up put into
 * the cache directory.
 *
 * @throws SteppeError `DEPENDENCY_MISSING` telling how to install it, or that it is too old.
 */
export async function findNatsServer(env: NodeJS.ProcessEnv, named?: string): Promise<string> {
  const candidates = named
    ? [named]
    : [...(env['PATH'] ?? '').split(delimiter), cacheDir(env)].map((dir) =>
        join(dir, 'nats-server'),
      );
  const seen: string[] = [];
  for (const path of candidates) {
    const version = await versionOf(path);
    if (version === undefined) continue;
    if (isNewEnough(version)) return path;
    seen.push(`${path} is ${version}`);
  }
  const found = seen.length > 0 ? `${seen.join(', ')}, which is too old` : 'none was found on PATH';
  throw new SteppeError(
    'DEPENDENCY_MISSING',
    `a server needs nats-server ${MINIMUM.major}.${MINIMUM.minor} or newer, and ${found}. Install it with ` +
      '"go install github.com/nats-io/nats-server/v2@v2.15.2", with "brew install nats-server", or from ' +
      'https://nats.io/download, or name it in NATS_SERVER; "steppe agent -dev" runs without it',
  );
}

/** Where tools/ensure-nats-server.mjs puts the server that it installs. */
function cacheDir(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'steppe', 'bin');
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
  } catch {
    return undefined; // Not here: the search goes on.
  }
  const { stdout } = await promisify(execFile)(path, ['--version']);
  return /v?(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor);
}
