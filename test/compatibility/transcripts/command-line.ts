import { join } from 'node:path';

export interface CommandLine {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The words of a recorded call, with the job files of a directory.
 *
 * @returns undefined when it is a call of the shell's, or of another program.
 */
export function parseCommandLine(command: string, jobsDirectory: string): CommandLine | undefined {
  const words = wordsOf(command);
  if (words === undefined) return undefined;
  const at = words.indexOf('nomad');
  const settings = words.slice(0, at);
  if (at === -1 || !settings.every((word) => /^[A-Z_]+=/.test(word))) return undefined;
  const env = Object.fromEntries(settings.map((word) => [word.split('=', 1)[0], after(word)]));
  const argv = words
    .slice(at + 1)
    .map((word) => (/^[\w/-]+\.nomad\.hcl$/.test(word) ? join(jobsDirectory, word) : word));
  return { argv, env };
}

function after(setting: string): string {
  return setting.slice(setting.indexOf('=') + 1);
}

/** Words as a shell splits them; undefined when it does more. */
function wordsOf(command: string): string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*(?:'([^']*)'|"([^"$`]*)"|([^\s'"|;&<>$`]+))/y;
  let isNew = true;
  for (let at = 0; at < command.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const [found, single, double, bare] = pattern.exec(command) ?? [];
    if (found === undefined) return /^\s*$/.test(command.slice(at)) ? words : undefined;
    isNew ||= /^\s/.test(found);
    const part = single ?? double ?? bare ?? '';
    if (isNew) words.push(part);
    else words.push((words.pop() ?? '') + part);
    isNew = false;
  }
  return words;
}
