import type { IsolationTools } from './isolation-tools.ts';

const PREFIX = 'STEPPE_TASK_ENV_';

/**
 * Wraps a task's environment so that it means nothing to the programs on the way to the task. These run as root and
 * outside of the chroot, where an `LD_PRELOAD` or `PATH` of the task's would make them run the task's own code.
 */
export function inertEnvironment(
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const entries = Object.entries(env).map(([name, value], index) => [
    `${PREFIX}${index}`,
    `${name}=${value}`,
  ]);
  return Object.fromEntries(entries);
}

/**
 * Returns the words to put before a command that unwrap the environment and change to `workDir`, which are to
 * run with the task's own rights. The values are expanded by the shell and so are in no argument that stays visible.
 */
export function withUnwrappedEnvironment({
  tools,
  count,
  workDir,
}: {
  readonly tools: IsolationTools;
  /** Number of entries in the environment. */
  readonly count: number;
  readonly workDir: string;
}): readonly string[] {
  const entries = Array.from({ length: count }, (_, index) => `"$${PREFIX}${index}"`);
  const script = `cd "$1" && shift && exec ${tools.env} -i ${entries.join(' ')} "$@"`;
  return [tools.sh, '-c', script, 'steppe-env', workDir];
}
