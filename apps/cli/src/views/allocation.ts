import { goDuration, type WireAllocation } from '@steppe/api-contract';
import { shortId } from '../layout/quantity.ts';
import { keyValues, table } from '../layout/table.ts';
import { formatAgo, formatTime, msOfNanos } from '../layout/time.ts';
import { titled } from '../layout/titled.ts';
import { when } from './allocation-table.ts';
import type { AllocationView } from './allocation-view.ts';
import { allocationAddresses } from './group-ports.ts';
import { serviceChecks } from './service-checks.ts';
import { lifecycleOf } from './task-lifecycle.ts';
import { taskBlocks } from './task.ts';
import type { ViewOptions } from './view-options.ts';

/** All of an allocation's status. */
export function allocationBlock(view: AllocationView, options: ViewOptions): string {
  const { allocation } = view;
  const parts = [
    keyValues(overview(view, options)),
    allocationAddresses(allocation.AllocatedResources.Shared, options),
    serviceChecks(view.checks, options),
    ...taskBlocks(view, options),
    ...(options.verbose ? [placementMetrics(allocation, options)] : []),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The short form: what it is, and its tasks in a table. */
export function allocationShort(allocation: WireAllocation, options: ViewOptions): string {
  const rows = Object.entries(allocation.TaskStates ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { State, Events }]) => {
      const last = Events.at(-1);
      const time = last ? formatTime(msOfNanos(last.Time)) : '';
      return [name, State, last?.Type ?? '', time, lifecycleOf(allocation, name) ?? 'main'];
    });
  return [
    keyValues([
      ['ID', allocation.ID],
      ['Name', allocation.Name],
      ['Created', when(allocation.CreateTime, options)],
      ['Modified', when(allocation.ModifyTime, options)],
    ]),
    '',
    titled(
      'Tasks',
      table([['Name', 'State', 'Last Event', 'Time', 'Lifecycle'], ...rows]),
      options,
    ),
  ].join('\n');
}

function overview(
  { allocation, replacedAtMs }: AllocationView,
  options: ViewOptions,
): [string, string][] {
  const { DeploymentID, DeploymentStatus, NextAllocation, PreviousAllocation, Metrics } =
    allocation;
  const pairs: [string, string][] = [
    ['ID', allocation.ID],
    ['Eval ID', shortId(allocation.EvalID, options)],
    ['Name', allocation.Name],
    ['Node ID', shortId(allocation.NodeID, options)],
    ['Node Name', allocation.NodeName],
    ['Job ID', allocation.JobID],
    ['Job Version', String(allocation.Job.Version ?? 0)],
    ['Client Status', allocation.ClientStatus],
    ['Client Description', allocation.ClientDescription ?? ''],
    ['Desired Status', allocation.DesiredStatus],
    ['Desired Description', allocation.DesiredDescription ?? ''],
    ['Created', when(allocation.CreateTime, options)],
    ['Modified', when(allocation.ModifyTime, options)],
  ];
  if (DeploymentID) {
    pairs.push(['Deployment ID', shortId(DeploymentID, options)]);
    const { Healthy = null, Canary = false } = DeploymentStatus ?? {};
    pairs.push([
      'Deployment Health',
      Healthy === null ? 'unset' : Healthy ? 'healthy' : 'unhealthy',
    ]);
    if (Canary) pairs.push(['Canary', 'true']);
  }
  if (replacedAtMs !== undefined && !NextAllocation) {
    pairs.push(['Reschedule Eligibility', formatAgo(replacedAtMs, options.nowMs)]);
  }
  if (NextAllocation) pairs.push(['Replacement Alloc ID', shortId(NextAllocation, options)]);
  if (options.verbose && PreviousAllocation) pairs.push(['Previous Alloc ID', PreviousAllocation]);
  if (!options.verbose) return pairs;
  return [
    ...pairs,
    ['Evaluated Nodes', String(Metrics.NodesEvaluated)],
    ['Filtered Nodes', String(Metrics.NodesFiltered)],
    ['Exhausted Nodes', String(Metrics.NodesExhausted)],
    ['Allocation Time', goDuration(msOfNanos(Metrics.AllocationTime))],
    ['Failures', String(Metrics.CoalescedFailures)],
  ];
}

/** What each node scored, dimension by dimension. */
function placementMetrics({ Metrics }: WireAllocation, options: ViewOptions): string {
  const scores = Metrics.ScoreMetaData ?? [];
  if (scores.length === 0) return '';
  const parts = [...new Set(scores.flatMap(({ Scores }) => Object.keys(Scores)))]
    .filter((part) => part !== 'normalized-score')
    .toSorted();
  const rows = scores.map(({ NodeID, Scores, NormScore }) => [
    NodeID,
    ...parts.map((part) => significant(Scores[part] ?? 0)),
    significant(NormScore),
  ]);
  return titled('Placement Metrics', table([['Node', ...parts, 'final score'], ...rows]), options);
}

/** Three significant digits, without zeros at the end. */
function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}
