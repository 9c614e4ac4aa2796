/**
 * Runs one command and keeps its exit status, whether or not an agent lives. For any POSIX shell.
 *
 * Arguments: the state directory, then the command. Descriptors: 1 tells the agent that the command is about
 * to run; 3 and 4 are the task's stdout and stderr. The command runs in the foreground, since a shell makes
 * its background jobs ignore SIGINT, and gets a session of its own from setsid, so that signals to
 * the task's group leave this shell alone. The first line of /proc/self/stat is the command's own, as `exec` keeps
 * the pid and start time. Where the agent is gone, telling it ends the command before it began, so `begun` says that
 * it did. `prelude` may set what a shell can't be given from outside.
 */
export const SUPERVISOR_SCRIPT = `
dir=$1
shift
(
  read -r stat </proc/self/stat
  printf '%s\\n' "$stat" >"$dir/pid"
  if [ -f "$dir/prelude" ]; then . "$dir/prelude"; fi
  printf '%s\\n' "$stat"
  printf '%s\\n' "$stat" >"$dir/begun"
  exec "$@" >&3 2>&4 3>&- 4>&-
)
printf '%s\\n' "$?" >"$dir/exit"
`;

/** How the supervisor's own arguments begin. */
export const SUPERVISOR_NAME = 'steppe-supervisor';

/** Names that a shell hands on to its children; it drops variables named otherwise. */
const SHELL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/u;

export interface PreludeOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Path of env(1). */
  readonly envProgram: string;
  readonly oomScoreAdj?: number;
  /** Words, quoted for the shell, of a command that takes the place of the task's and runs it in the end. */
  readonly surrounding?: string;
}

/**
 * Writes the script lines that the supervisor reads before it runs the command; empty when none are needed.
 * Variables that the shell would drop, such as `app.name`, are set by env(1). They come from this file, which only
 * its owner may read, and not from the supervisor's arguments, which everyone can see for as long as it lives.
 */
export function preludeOf({ env, envProgram, oomScoreAdj, surrounding }: PreludeOptions): string {
  const lines: string[] = [];
  const unusual = Object.entries(env).filter(([name]) => !SHELL_NAME.test(name));
  if (unusual.length > 0) {
    const assignments = unusual.map(([name, value]) => shellQuoted(`${name}=${value}`));
    lines.push(`set -- ${shellQuoted(envProgram)} ${assignments.join(' ')} "$@"`);
  }
  if (oomScoreAdj !== undefined) lines.push(`echo ${oomScoreAdj} >/proc/self/oom_score_adj`);
  if (surrounding !== undefined) lines.push(`exec ${surrounding}`);
  return lines.map((line) => `${line}\n`).join('');
}

export function shellQuoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
