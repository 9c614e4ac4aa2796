import type { LiveTasks } from '../runner/live-tasks.ts';
import type { OfferedCheck } from '../services/offered-services.ts';
import { type CheckOutcome, OUTPUT_MAX } from './check-outcome.ts';

/** Runs a check's command in its task: exit code 0 passes. */
export async function runScriptCheck(
  live: Pick<LiveTasks, 'exec'>,
  {
    task,
    check: { check },
    signal,
  }: { readonly task: string; readonly check: OfferedCheck; readonly signal: AbortSignal },
): Promise<CheckOutcome> {
  const command: readonly [string, ...string[]] = [check.command, ...check.args];
  const session = await live.exec(task, { command, tty: false });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(check.timeoutMs)]);
  const giveUp = (): void => void session.close();
  limit.addEventListener('abort', giveUp, { once: true });
  try {
    session.stdin.end();
    let output = '';
    for await (const { data } of session.output) {
      if (output.length < OUTPUT_MAX) output += data.toString('utf8');
    }
    const { exitCode } = await session.exit;
    const isLate = limit.aborted;
    return {
      status: exitCode === 0 && !isLate ? 'success' : 'failure',
      output: isLate ? 'nomad: the command took too long' : output.slice(0, OUTPUT_MAX),
    };
  } finally {
    limit.removeEventListener('abort', giveUp);
    await session.close();
  }
}
