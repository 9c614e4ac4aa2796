import type {
  AllocationStub,
  JobStub,
  JobSummary,
  WireDeployment,
  WireEvaluation,
  WireJob,
} from '@steppe/api-contract';
import { shortId } from '../layout/quantity.ts';
import { table } from '../layout/table.ts';
import { formatAgo } from '../layout/time.ts';
import { titled } from '../layout/titled.ts';
import { allocationTable } from './allocation-table.ts';
import { latestDeployment } from './deployment.ts';
import { evaluationTable } from './evaluation-table.ts';
import { jobOverview, jobSummaryTable } from './job-overview.ts';
import { childrenBlocks, launchesOthers } from './job-children.ts';
import { failedGroups, placementReasons } from './placement-failures.ts';
import type { ViewOptions } from './view-options.ts';

export interface JobView {
  readonly job: WireJob;
  readonly summary: JobSummary;
  readonly evaluations: readonly WireEvaluation[];
  /** The latest one. */
  readonly deployment: WireDeployment | undefined;
  readonly allocations: readonly AllocationStub[];
  /** What was launched from it. */
  readonly children: readonly JobStub[];
}

/** All of a job's status; `evals` adds its evaluations, as details do. */
export function jobBlock(view: JobView, options: ViewOptions & { evals: boolean }): string {
  const { job, summary, evaluations, deployment, allocations, children } = view;
  if (launchesOthers(job)) {
    return [jobOverview(job, options), ...childrenBlocks(job, summary, { children, options })].join(
      '\n\n',
    );
  }
  const parts = [
    jobOverview(job, options),
    jobSummaryTable(summary, options),
    options.evals || options.verbose
      ? titled('Evaluations', evaluationTable(evaluations, options), options)
      : '',
    placementFailure(evaluations, options),
    reschedules(view, options),
    deployment ? latestDeployment(deployment, options) : '',
    titled('Allocations', allocationTable(allocations, options), options),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Why something waits to be placed: what the latest evaluation that failed to place it says. */
function placementFailure(evaluations: readonly WireEvaluation[], options: ViewOptions): string {
  if (!evaluations.some(({ Status }) => Status === 'blocked')) return '';
  const latest = evaluations
    .filter(({ FailedTGAllocs }) => Object.keys(FailedTGAllocs ?? {}).length > 0)
    .reduce<WireEvaluation | undefined>(
      (newest, other) => (newest && newest.CreateIndex > other.CreateIndex ? newest : other),
      undefined,
    );
  const groups = failedGroups(latest?.FailedTGAllocs).map(([group, metric]) =>
    [`Task Group "${group}":`, ...placementReasons(metric)].join('\n'),
  );
  return groups.length === 0 ? '' : titled('Placement Failure', groups.join('\n\n'), options);
}

/** When allocations that failed will be tried again, the next time of each group. */
function reschedules({ allocations, evaluations }: JobView, options: ViewOptions): string {
  const waiting = new Map(
    evaluations
      .filter(({ Status, WaitUntil }) => Status === 'pending' && WaitUntil !== undefined)
      .map((evaluation) => [evaluation.ID, Date.parse(evaluation.WaitUntil ?? '')]),
  );
  const next = new Map<string, { evalId: string; atMs: number }>();
  for (const { TaskGroup, FollowupEvalID: evalId } of allocations) {
    const atMs = waiting.get(evalId);
    const known = next.get(TaskGroup);
    if (atMs === undefined || (known && known.atMs <= atMs)) continue;
    next.set(TaskGroup, { evalId, atMs });
  }
  if (next.size === 0) return '';
  const rows = [...next]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, { evalId, atMs }]) => [
      group,
      shortId(evalId, options),
      formatAgo(atMs, options.nowMs),
    ]);
  const body = table([['Task Group', 'Eval ID', 'Eval Time'], ...rows]);
  return titled('Future Rescheduling Attempts', body, options);
}
