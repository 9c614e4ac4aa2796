import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ArtifactSource } from './artifact-source.ts';
import { withoutSecrets } from './http-download.ts';

const run = promisify(execFile);

export interface Clone {
  readonly source: Extract<ArtifactSource, { kind: 'git' }>;
  readonly toDir: string;
  /** For a key, seen by nobody else. */
  readonly scratchDir: string;
  readonly mayUseFiles: boolean;
  readonly signal: AbortSignal;
}

/** @throws Error with what git said. */
export async function gitClone({
  source: { url, ref, depth, sshKey },
  toDir,
  scratchDir,
  mayUseFiles,
  signal,
}: Clone): Promise<void> {
  const suspect = [url, ref ?? ''].find((text) => text.startsWith('-'));
  if (suspect !== undefined) throw new Error(`${suspect} is no name that git takes`);
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: scratchDir,
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: mayUseFiles ? 'http:https:ssh:git:file' : 'http:https:ssh:git',
    GIT_SSH_COMMAND: await sshCommand(scratchDir, sshKey),
  };
  const git = async (args: readonly string[], cwd: string): Promise<void> => {
    try {
      await run('git', [...args], { cwd, env, signal });
    } catch (error) {
      const said = typeof error === 'object' && error !== null && 'stderr' in error;
      const reason = said ? String(error.stderr).trim() : String(error);
      throw new Error(`git ${args[0]} of ${withoutSecrets(url)}: ${withoutSecrets(reason)}`, {
        cause: error,
      });
    }
  };
  const shallow = depth === undefined || depth <= 0 ? [] : ['--depth', String(depth)];
  const branch = shallow.length > 0 && ref !== undefined ? ['--branch', ref] : [];
  await git(['clone', '--quiet', ...shallow, ...branch, '--', url, toDir], scratchDir);
  if (ref !== undefined && shallow.length === 0) {
    await git(['checkout', '--quiet', '--detach', await commitOf(ref, toDir, env)], toDir);
  }
  await git(['submodule', '--quiet', 'update', '--init', '--recursive', ...shallow], toDir);
}

/** A branch of the origin, a tag or a commit. */
async function commitOf(ref: string, dir: string, env: NodeJS.ProcessEnv): Promise<string> {
  for (const name of [`refs/remotes/origin/${ref}`, ref]) {
    try {
      const args = ['rev-parse', '--verify', '--quiet', `${name}^{commit}`];
      return (await run('git', args, { cwd: dir, env })).stdout.trim();
    } catch {
      continue; // Not of this kind: the next is tried, and what follows says so when none is.
    }
  }
  throw new Error(`the repository has no branch, tag or commit ${JSON.stringify(ref)}`);
}

async function sshCommand(scratchDir: string, sshKey: string | undefined): Promise<string> {
  const batch = 'ssh -o BatchMode=yes -o StrictHostKeyChecking=no';
  if (sshKey === undefined) return batch;
  const file = join(scratchDir, 'ssh-key');
  await writeFile(file, Buffer.from(sshKey, 'base64'), { mode: 0o600 });
  await chmod(file, 0o600);
  return `${batch} -i ${file}`;
}
