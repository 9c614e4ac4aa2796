import type { State } from '@steppe/domain';
import type { Write } from '../../writes/log-writer.ts';
import { jobWrites } from './restore-jobs.ts';
import { settingDeletions, settingWrites } from './restore-settings.ts';

/**
 * What has to be written so that what people want of the cluster is again as it was in a snapshot. What happened is
 * not undone: nodes, allocations and evaluations are facts, and the jobs' evaluations bring them in line.
 *
 * In an order in which each write finds what it needs, and what is deleted is not used any more.
 */
export function restoreWrites(
  wanted: State,
  now: State,
  { newId }: { newId: () => string },
): Write[] {
  return [
    ...settingWrites(wanted, now),
    ...jobWrites(wanted, now, { newId }),
    ...settingDeletions(wanted, now),
  ];
}
