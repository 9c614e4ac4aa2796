import type { JobStub } from '@steppe/api-contract';
import { table } from '../layout/table.ts';
import { formatTime, msOfNanos } from '../layout/time.ts';
import { jobStatusText } from './job-overview.ts';

/** Jobs as a table; `namespaces` tells where each one is. */
export function jobTable(
  jobs: readonly JobStub[],
  { namespaces = false }: { namespaces?: boolean } = {},
): string {
  const header = [
    'ID',
    ...(namespaces ? ['Namespace'] : []),
    'Type',
    'Priority',
    'Status',
    'Submit Date',
  ];
  const rows = jobs.map((job) => [
    job.ID,
    ...(namespaces ? [job.Namespace] : []),
    typeText(job),
    String(job.Priority),
    jobStatusText(job),
    formatTime(msOfNanos(job.SubmitTime)),
  ]);
  return table([header, ...rows]);
}

function typeText({ Type, Periodic, ParameterizedJob }: JobStub): string {
  return `${Type}${Periodic ? '/periodic' : ''}${ParameterizedJob ? '/parameterized' : ''}`;
}
