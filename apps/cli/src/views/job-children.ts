import type { JobStub, JobSummary, WireJob } from '@steppe/api-contract';
import { z } from 'zod';
import { keyValues, table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import { jobStatusText } from './job-overview.ts';
import type { ViewOptions } from './view-options.ts';

/** Whether a job runs nothing itself, but launches others. */
export function launchesOthers({ Periodic, ParameterizedJob, Dispatched }: WireJob): boolean {
  return Boolean(Periodic) || (Boolean(ParameterizedJob) && !Dispatched);
}

const Names = z.array(z.string()).nullish();
const Parameterized = z.looseObject({
  Payload: z.string().nullish(),
  MetaRequired: Names,
  MetaOptional: Names,
});

/** What a job launched, and of a parameterized one what it takes. */
export function childrenBlocks(
  job: WireJob,
  { Children }: JobSummary,
  { children, options }: { children: readonly JobStub[]; options: Pick<ViewOptions, 'bold'> },
): string[] {
  const isPeriodic = Boolean(job.Periodic);
  const counts = [Children.Pending, Children.Running, Children.Dead].map(String);
  const summary = table([['Pending', 'Running', 'Dead'], counts]);
  const rows = children.map((child) => [child.ID, jobStatusText(child)]);
  const list = table([['ID', 'Status'], ...rows]);
  if (isPeriodic) {
    const none = 'No instances of periodic job found';
    return [
      titled('Children Job Summary', summary, options),
      rows.length === 0 ? none : titled('Previously Launched Jobs', list, options),
    ];
  }
  const none = 'No dispatched instances of parameterized job found';
  return [
    titled('Parameterized Job', takes(job), options),
    titled('Parameterized Job Summary', summary, options),
    rows.length === 0 ? none : titled('Dispatched Jobs', list, options),
  ];
}

function takes({ ParameterizedJob }: WireJob): string {
  const { Payload, MetaRequired, MetaOptional } = Parameterized.parse(ParameterizedJob);
  return keyValues([
    ['Payload', Payload || 'optional'],
    ['Required Metadata', (MetaRequired ?? []).join(', ')],
    ['Optional Metadata', (MetaOptional ?? []).join(', ')],
  ]);
}
