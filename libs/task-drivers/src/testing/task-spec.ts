import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../json.ts';
import type { LogType } from '../logs/log-files.ts';
import { readLogs } from '../logs/read-logs.ts';
import type { TaskSpec } from '../task-spec.ts';

/** Full of what a shell on the way would change. */
export const GREETING = 'hello $HOME `id` \'quoted\' "twice"';

/** Makes a task named `web` of a new allocation below `root`, with its directories. */
export async function newSpec(
  root: string,
  config: JsonObject,
  overrides: Partial<TaskSpec> = {},
): Promise<TaskSpec> {
  const allocId = randomUUID();
  const allocDir = join(root, allocId);
  const taskDir = join(allocDir, 'web');
  const paths = {
    allocDir,
    sharedDir: join(allocDir, 'alloc'),
    taskDir,
    localDir: join(taskDir, 'local'),
    secretsDir: join(taskDir, 'secrets'),
    logsDir: join(allocDir, 'alloc', 'logs'),
    driverDir: join(allocDir, 'driver'),
  };
  for (const dir of Object.values(paths)) await mkdir(dir, { recursive: true });
  return {
    allocId,
    namespace: 'default',
    jobId: 'test',
    groupName: 'group',
    taskName: 'web',
    config,
    env: { GREETING },
    resources: { cpuMhz: 100, memoryMb: 64 },
    ports: [],
    paths,
    logs: { maxFiles: 3, maxFileSizeMb: 1, disabled: false },
    ...overrides,
  };
}

/** Reads all that a task has logged. */
export async function logOf(spec: TaskSpec, type: LogType): Promise<string> {
  let text = '';
  for await (const chunk of readLogs({ ...logQuery(spec, type), follow: false })) {
    text += chunk.data.toString();
  }
  return text;
}

/** Waits until all that a task has logged to stdout is just `expected`, or matches it. */
export async function untilLogged(spec: TaskSpec, expected: string | RegExp): Promise<string> {
  let text = '';
  for await (const chunk of readLogs({ ...logQuery(spec, 'stdout'), follow: true })) {
    text += chunk.data.toString();
    if (typeof expected === 'string' ? text === expected : expected.test(text)) return text;
  }
  throw new Error(`expected the log to become ${String(expected)}, not ${JSON.stringify(text)}`);
}

function logQuery(spec: TaskSpec, type: LogType) {
  return {
    dir: spec.paths.logsDir,
    task: spec.taskName,
    type,
    offset: 0,
    origin: 'start' as const,
    signal: AbortSignal.timeout(20_000),
  };
}
