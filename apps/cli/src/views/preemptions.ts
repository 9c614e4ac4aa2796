import type { AllocationStub } from '@steppe/api-contract';
import { table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import type { ViewOptions } from './view-options.ts';

/** From so many rows on, a table gives way to a summary. */
const ROWS_MAX = 10;

/** Which allocations would be evicted: each one, or when they are many, how many of which job or type of job. */
export function preemptionsBlock(
  preempted: readonly AllocationStub[],
  { bold }: Pick<ViewOptions, 'bold'>,
): string {
  return titled('Preemptions:\n', table(rowsOf(preempted)), { bold });
}

function rowsOf(preempted: readonly AllocationStub[]): readonly (readonly string[])[] {
  if (preempted.length < ROWS_MAX) {
    const rows = preempted.map(({ ID, JobID, TaskGroup }) => [ID, JobID, TaskGroup]);
    return [['Alloc ID', 'Job ID', 'Task Group'], ...rows];
  }
  const jobs = Map.groupBy(preempted, ({ Namespace, JobID }) => `${Namespace}/${JobID}`);
  if (jobs.size < ROWS_MAX) {
    const rows = [...jobs.values()].map((allocs) => [
      ...allocs.slice(0, 1).flatMap(({ JobID, Namespace, JobType }) => [JobID, Namespace, JobType]),
      String(allocs.length),
    ]);
    return [['Job ID', 'Namespace', 'Job Type', 'Preemptions'], ...rows];
  }
  const types = Map.groupBy(preempted, ({ JobType }) => JobType);
  return [
    ['Job Type', 'Preemptions'],
    ...[...types].map(([type, allocs]) => [type, String(allocs.length)]),
  ];
}
