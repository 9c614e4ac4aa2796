import { readdir } from 'node:fs/promises';
import { isMissing } from '../system-error.ts';

export type LogType = 'stdout' | 'stderr';

/** One of a task's log files. The one with the highest index is being written, the others don't change any more. */
export interface LogFile {
  readonly name: string;
  readonly index: number;
}

/** Names a log file as Nomad does: `<task>.stdout.<index>`. */
export function logFileName(task: string, type: LogType, index: number): string {
  return `${task}.${type}.${index}`;
}

/** Lists a task's log files, oldest first; none when the directory is missing. */
export async function listLogFiles(dir: string, task: string, type: LogType): Promise<LogFile[]> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return selectLogFiles(names, task, type);
}

function selectLogFiles(names: readonly string[], task: string, type: LogType): LogFile[] {
  const prefix = `${task}.${type}.`;
  return names
    .filter((name) => name.startsWith(prefix) && /^\d+$/u.test(name.slice(prefix.length)))
    .map((name) => ({ name, index: Number(name.slice(prefix.length)) }))
    .toSorted((a, b) => a.index - b.index);
}
