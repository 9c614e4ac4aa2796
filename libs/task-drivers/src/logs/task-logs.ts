import { join } from 'node:path';
import { z } from 'zod';
import type { TaskSpec } from '../task-spec.ts';
import { listLogFiles, logFileName, type LogType } from './log-files.ts';
import type { RotatingLogOptions } from './rotating-log-writer.ts';

/** What a driver keeps of a task's `logs` block in its handle. */
export const TaskLogs = z.object({
  dir: z.string(),
  task: z.string(),
  maxFiles: z.int().positive(),
  maxFileBytes: z.int().positive(),
  disabled: z.boolean(),
});
export type TaskLogs = z.infer<typeof TaskLogs>;

export function taskLogsOf({ taskName, paths, logs }: TaskSpec): TaskLogs {
  return {
    dir: paths.logsDir,
    task: taskName,
    maxFiles: logs.maxFiles,
    maxFileBytes: logs.maxFileSizeMb * 1024 * 1024,
    disabled: logs.disabled,
  };
}

export function logOptions(logs: TaskLogs, type: LogType): RotatingLogOptions {
  const { dir, task, maxFiles, maxFileBytes } = logs;
  return { dir, task, type, maxFiles, maxFileBytes };
}

/** Path of the file that a process should append to: the newest, or the first to be. */
export async function newestLogFile(logs: TaskLogs, type: LogType): Promise<string> {
  if (logs.disabled) return '/dev/null';
  const newest = (await listLogFiles(logs.dir, logs.task, type)).at(-1);
  return join(logs.dir, newest?.name ?? logFileName(logs.task, type, 0));
}
