import type { WireTask } from '../wire-task.ts';

/** Blocks of a task that are kept and given back, and that nothing acts on yet; by their names in a job file. */
const TASK_BLOCKS = {
  Vault: 'vault',
  Secrets: 'secret',
  Schedule: 'schedule',
} as const;

/** Names what of a task has no effect; undefined when all has. */
export function taskWithoutEffect(task: WireTask): string | undefined {
  return sentence(named(task, TASK_BLOCKS));
}

function named(
  fields: Readonly<Record<string, unknown>>,
  blocks: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(blocks)
    .filter(([field]) => isGiven(fields[field]))
    .map(([, name]) => name);
}

function isGiven(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== 0;
}

function sentence(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  return `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} no effect in Steppe yet.`;
}
