import { type AllocationRow } from '../allocation/allocation-row.ts';
import type { ClientStatus } from '../allocation/allocation.ts';
import { type JobKey, keyOfJob } from '../job/job.ts';

/** How many allocations of a group the clients report in each state. Changed in place, by the fold alone. */
export type GroupCounts = Record<ClientStatus, number>;

export function emptyCounts(): GroupCounts {
  return { pending: 0, running: 0, complete: 0, failed: 0, lost: 0, unknown: 0 };
}

/** Moves an allocation from the state that it was counted in to its new one. */
export function moveCounts(
  countsOfJob: Map<JobKey, Map<string, GroupCounts>>,
  before: AllocationRow | undefined,
  after: AllocationRow | undefined,
): void {
  if (before) count(countsOfJob, before, -1);
  if (after) count(countsOfJob, after, 1);
}

function count(
  countsOfJob: Map<JobKey, Map<string, GroupCounts>>,
  row: AllocationRow,
  sign: 1 | -1,
): void {
  const key = keyOfJob(row.jobVersion.job);
  let groups = countsOfJob.get(key);
  if (!groups) countsOfJob.set(key, (groups = new Map()));
  let counts = groups.get(row.groupName);
  if (!counts) groups.set(row.groupName, (counts = emptyCounts()));
  counts[row.clientStatus] += sign;
}
