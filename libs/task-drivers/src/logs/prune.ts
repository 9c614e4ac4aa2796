import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listLogFiles, type LogType } from './log-files.ts';

/** Removes a task's oldest log files until `maxFiles` are left. */
export async function pruneLogFiles(
  dir: string,
  task: string,
  type: LogType,
  maxFiles: number,
): Promise<void> {
  const files = await listLogFiles(dir, task, type);
  const excess = files.slice(0, Math.max(0, files.length - Math.max(1, maxFiles)));
  for (const file of excess) await rm(join(dir, file.name), { force: true });
}
