import type { JobPlanResponse } from '@steppe/api-contract';
import { formatDuration, formatTime } from '../layout/time.ts';
import type { Paint } from '../terminal.ts';
import { failedGroups, failedGroupTitle, placementReasons } from './placement-failures.ts';

/** Whether a registration would make or end an allocation. */
export function changesAllocations({ Annotations }: JobPlanResponse): boolean {
  return Object.values(Annotations.DesiredTGUpdates).some(
    ({ Stop, Place, Migrate, DestructiveUpdate, Canary }) =>
      Stop + Place + Migrate + DestructiveUpdate + Canary > 0,
  );
}

/** What the scheduler could and could not place. */
export function dryRunBlock(
  { FailedTGAllocs, NextPeriodicLaunch }: JobPlanResponse,
  { bold, nowMs }: { bold: Paint; nowMs: number },
): string {
  const failed = failedGroups(FailedTGAllocs);
  const lines = [bold('Scheduler dry-run:')];
  if (failed.length === 0) lines.push('- All tasks successfully allocated.');
  else lines.push('- WARNING: Failed to place all allocations.');
  for (const [group, metric] of failed) {
    lines.push(`  ${failedGroupTitle(group, metric)}`, ...placementReasons(metric, '    '));
  }
  if (NextPeriodicLaunch !== null) {
    const atMs = Date.parse(NextPeriodicLaunch);
    const when = `${formatTime(atMs)} (${formatDuration(atMs - nowMs)} from now)`;
    lines.push(`- If submitted now, next periodic launch would be at ${when}.`);
  }
  return lines.join('\n');
}

/** How to register the job just so. */
export function submitHint(
  index: number,
  words: readonly string[],
  { bold }: { bold: Paint },
): string {
  return `${bold(`Job Modify Index: ${index}`)}
To submit the job with version verification run:

steppe job run -check-index ${index} ${words.join(' ')}

When running the job with the check-index flag, the job will only be run if the
job modify index given matches the server-side version. If the index has
changed, another user has modified the job and the plan's results are
potentially invalid.`;
}
