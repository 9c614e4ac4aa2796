import type { CommandEntry } from '../command.ts';

/** What may follow the words of a command or of a group of commands, by these words: `''`, `job`, `job run`. */
export type CompletionTable = ReadonlyMap<string, readonly string[]>;

export async function completionTable(commands: readonly CommandEntry[]): Promise<CompletionTable> {
  const table = new Map<string, string[]>();
  const add = (path: string, candidates: readonly string[]): void => {
    const known = table.get(path) ?? [];
    table.set(path, [...new Set([...known, ...candidates])].toSorted());
  };
  for (const entry of commands) {
    const { flags } = await entry.load();
    const names = [entry.name, ...entry.aliases].filter((name) => !name.startsWith('-'));
    for (const name of names) {
      const words = name.split(' ');
      for (const [at, word] of words.entries()) add(words.slice(0, at).join(' '), [word]);
      add(
        name,
        ['help', ...Object.keys(flags)].map((flag) => `-${flag}`),
      );
    }
  }
  return table;
}
