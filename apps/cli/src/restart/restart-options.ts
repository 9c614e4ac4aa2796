import type { ParsedArgs } from '../flags/parse-flags.ts';
import { parseDuration } from '../layout/parse-duration.ts';
import { UsageError } from '../usage-error.ts';

/** How many allocations are restarted at a time. */
export type BatchSize = { readonly count: number } | { readonly percent: number };

/** What `job restart` was asked for. */
export interface RestartOptions {
  readonly batchSize: BatchSize;
  /** Between batches; `ask` waits for a person. */
  readonly batchWait: { readonly ms: number } | 'ask';
  readonly onError: 'ask' | 'fail' | 'ignore';
  readonly groups: readonly string[];
  readonly tasks: readonly string[];
  readonly allTasks: boolean;
  /** Stop each allocation and have it placed anew, instead of restarting its tasks where they are. */
  readonly reschedule: boolean;
  readonly noShutdownDelay: boolean;
}

/** @throws UsageError, with Nomad's texts, when flags are off or contradict each other. */
export function restartOptionsOf(
  { flag, value, values }: ParsedArgs,
  { isInteractive }: { isInteractive: boolean },
): RestartOptions {
  const tasks = values('task');
  const [allTasks, reschedule] = [flag('all-tasks'), flag('reschedule')];
  if (allTasks && tasks.length > 0) {
    throw new UsageError('The -all-tasks option cannot be used with -task');
  }
  if (reschedule && (allTasks || tasks.length > 0)) {
    const other = allTasks ? '-all-tasks' : '-task';
    throw new UsageError(`The -reschedule option cannot be used with ${other}`);
  }
  const batchSize = batchSizeOf(value('batch-size') ?? '1');
  const batchWait = batchWaitOf(value('batch-wait') ?? '0s');
  const onError = onErrorOf(value('on-error'), flag('yes'));
  for (const [name, given] of [
    ['batch-wait', batchWait],
    ['on-error', onError],
  ] as const) {
    if (given !== 'ask' || isInteractive) continue;
    throw invalid(name, 'ask', '"ask" cannot be used when terminal is not interactive');
  }
  const noShutdownDelay = flag('no-shutdown-delay');
  const groups = values('group');
  return { batchSize, batchWait, onError, groups, tasks, allTasks, reschedule, noShutdownDelay };
}

/** Splits what is to be restarted; a percentage counts of all of it, and rounds up. */
export function batchesOf<T>(items: readonly T[], size: BatchSize): T[][] {
  const count = 'count' in size ? size.count : Math.ceil((items.length * size.percent) / 100);
  const batches: T[][] = [];
  for (let from = 0; from < items.length; from += count) {
    batches.push(items.slice(from, from + count));
  }
  return batches;
}

function batchSizeOf(text: string): BatchSize {
  const [, digits, isPercent] = /^(\d+)(%?)$/.exec(text) ?? [];
  if (digits === undefined) {
    throw invalid('batch-size', text, 'batch size must be an integer or a percentage');
  }
  const size = Number(digits);
  if (isPercent && (size === 0 || size > 100)) {
    throw invalid('batch-size', text, 'percentage must be between 1 and 100');
  }
  if (size === 0) throw invalid('batch-size', text, 'number value must be greater than zero');
  return isPercent ? { percent: size } : { count: size };
}

function batchWaitOf(text: string): RestartOptions['batchWait'] {
  return text === 'ask' ? 'ask' : { ms: parseDuration(text, 'batch-wait') };
}

/** With `-yes`, a batch that fails stops nothing unless `-on-error` says so. */
function onErrorOf(text: string | undefined, yes: boolean): RestartOptions['onError'] {
  if (text === undefined) return yes ? 'ignore' : 'ask';
  if (text === 'ask' || text === 'fail') return text;
  throw invalid('on-error', text, 'valid options are "ask" and "fail"');
}

function invalid(flag: string, value: string, why: string): UsageError {
  return new UsageError(`Invalid -${flag} value ${JSON.stringify(value)}: ${why}`);
}
