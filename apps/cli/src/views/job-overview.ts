import type { JobSummary, WireJob } from '@steppe/api-contract';
import { keyValues, table } from '../layout/table.ts';
import { formatTime, msOfNanos } from '../layout/time.ts';
import { titled } from '../layout/titled.ts';
import { nextLaunchText } from '../next-launch.ts';
import type { ViewOptions } from './view-options.ts';

/** The first block of a job's status. */
export function jobOverview(job: WireJob, { nowMs }: Pick<ViewOptions, 'nowMs'>): string {
  const next = nextLaunchText(job, nowMs);
  return keyValues([
    ['ID', job.ID ?? ''],
    ['Name', job.Name ?? ''],
    ['Submit Date', formatTime(msOfNanos(job.SubmitTime ?? 0))],
    ['Type', job.Type ?? ''],
    ['Priority', String(job.Priority ?? 50)],
    ['Datacenters', (job.Datacenters ?? []).join(',')],
    ['Namespace', job.Namespace ?? ''],
    ['Node Pool', job.NodePool ?? ''],
    ['Status', jobStatusText({ Status: job.Status ?? '', Stop: job.Stop ?? false })],
    ['Periodic', String(Boolean(job.Periodic))],
    ['Parameterized', String(Boolean(job.ParameterizedJob) && !job.Dispatched)],
    ...(next === '' ? [] : [['Next Periodic Launch', next] as const]),
  ]);
}

/** A stopped job's status says so. */
export function jobStatusText({ Status, Stop }: { Status: string; Stop: boolean }): string {
  return Stop ? `${Status} (stopped)` : Status;
}

/** How many allocations of each group are in which state. */
export function jobSummaryTable(
  { Summary }: JobSummary,
  options: Pick<ViewOptions, 'bold'>,
): string {
  const header = [
    'Task Group',
    'Queued',
    'Starting',
    'Running',
    'Failed',
    'Complete',
    'Lost',
    'Unknown',
  ];
  const rows = Object.entries(Summary)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, counts]) => [
      group,
      ...[
        counts.Queued,
        counts.Starting,
        counts.Running,
        counts.Failed,
        counts.Complete,
        counts.Lost,
        counts.Unknown,
      ].map(String),
    ]);
  return titled('Summary', table([header, ...rows]), options);
}
