import {
  childrenOfJob,
  type GroupCounts,
  jobKey,
  type JobRow,
  jobStatus,
  type State,
} from '@steppe/domain';
import { z } from 'zod';
import { Index } from '../wire/values.ts';

const Count = z.int();

export const GroupSummary = z
  .object({
    Queued: Count,
    Complete: Count,
    Failed: Count,
    Running: Count,
    Starting: Count,
    Lost: Count,
    Unknown: Count,
  })
  .meta({ id: 'TaskGroupSummary' });
export type GroupSummary = z.infer<typeof GroupSummary>;

export const JobSummary = z
  .object({
    JobID: z.string(),
    Namespace: z.string(),
    Summary: z.record(z.string(), GroupSummary),
    Children: z.object({ Pending: Count, Running: Count, Dead: Count }),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'JobSummary' });
export type JobSummary = z.infer<typeof JobSummary>;

/** How many allocations of each group are in which state. */
export function jobSummaryToWire(state: State, row: JobRow): JobSummary {
  const { job } = row.current;
  const counts = state.index.groupCounts.get(jobKey(job.namespace, job.id));
  const queued = queuedAllocations(state, row);
  return {
    JobID: job.id,
    Namespace: job.namespace,
    Summary: Object.fromEntries(
      job.groups.map(({ name }) => [name, groupSummary(counts?.get(name), queued[name] ?? 0)]),
    ),
    Children: childrenSummary(state, row),
    CreateIndex: row.createSeq,
    ModifyIndex: row.modifySeq,
  };
}

/** How many of the jobs that were launched from this one are in which state. */
function childrenSummary(state: State, { current: { job } }: JobRow): JobSummary['Children'] {
  const counts = { pending: 0, running: 0, dead: 0 };
  for (const child of childrenOfJob(state, jobKey(job.namespace, job.id))) {
    counts[jobStatus(state, child)] += 1;
  }
  return { Pending: counts.pending, Running: counts.running, Dead: counts.dead };
}

function groupSummary(counts: GroupCounts | undefined, queued: number): GroupSummary {
  return {
    Queued: queued,
    Complete: counts?.complete ?? 0,
    Failed: counts?.failed ?? 0,
    Running: counts?.running ?? 0,
    Starting: counts?.pending ?? 0,
    Lost: counts?.lost ?? 0,
    Unknown: counts?.unknown ?? 0,
  };
}

/** What the job's latest evaluation that has an outcome left to be placed. */
function queuedAllocations(state: State, { current }: JobRow): Readonly<Record<string, number>> {
  const ids = state.index.evalsByJob.get(jobKey(current.job.namespace, current.job.id)) ?? [];
  let latestSeq = 0;
  let queued: Readonly<Record<string, number>> = {};
  for (const id of ids) {
    const row = state.evals.get(id);
    const decided = row && (row.status === 'complete' || row.status === 'blocked');
    if (!decided || row.modifySeq < latestSeq) continue;
    latestSeq = row.modifySeq;
    queued = row.queuedAllocations;
  }
  return queued;
}
