import type { AllocationStub, RelatedEvaluation, WireEvaluation } from '@steppe/api-contract';
import { shortId } from '../layout/quantity.ts';
import { keyValues, table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import { allocationTable, when } from './allocation-table.ts';
import type { ViewOptions } from './view-options.ts';
import { placementFailures } from './evaluation-table.ts';
import { failedGroups, failedGroupTitle, placementReasons } from './placement-failures.ts';

/** All of an evaluation's status: what it led to and what it could not place. */
export function evaluationBlock(
  evaluation: WireEvaluation,
  placed: readonly AllocationStub[],
  options: ViewOptions,
): string {
  const parts = [keyValues(overview(evaluation, options))];
  const related = evaluation.RelatedEvals ?? [];
  if (related.length > 0)
    parts.push(titled('Related Evaluations', relatedTable(related, options), options));
  const annotations = planAnnotations(evaluation, options);
  if (annotations !== '') parts.push(annotations);
  if (placed.length > 0) {
    const shown = { ...options, without: ['Eval ID', 'Node Name'], ages: true } as const;
    parts.push(titled('Placed Allocations', allocationTable(placed, shown), options));
  }
  const failed = failedGroups(evaluation.FailedTGAllocs);
  if (failed.length > 0) {
    const groups = failed.flatMap(([group, metric]) => [
      failedGroupTitle(group, metric),
      ...placementReasons(metric),
    ]);
    parts.push(titled('Failed Placements', groups.join('\n'), options));
    if (evaluation.BlockedEval) {
      const id = shortId(evaluation.BlockedEval, options);
      parts.push(`Evaluation "${id}" waiting for additional capacity to place remainder`);
    }
  }
  return parts.join('\n\n');
}

function overview(evaluation: WireEvaluation, options: ViewOptions): [string, string][] {
  const id = (text: string | undefined): string => shortId(text ?? '', options);
  return [
    ['ID', id(evaluation.ID)],
    ['Create Time', when(evaluation.CreateTime, options)],
    ['Modify Time', when(evaluation.ModifyTime, options)],
    ['Status', evaluation.Status],
    ['Status Description', evaluation.StatusDescription || evaluation.Status],
    ['Type', evaluation.Type],
    ['TriggeredBy', evaluation.TriggeredBy],
    ['Job ID', evaluation.JobID],
    ['Namespace', evaluation.Namespace],
    ...(evaluation.NodeID ? [['Node ID', id(evaluation.NodeID)] satisfies [string, string]] : []),
    ['Priority', String(evaluation.Priority)],
    ['Placement Failures', placementFailures(evaluation)],
    ['Previous Eval', id(evaluation.PreviousEval)],
    ['Next Eval', id(evaluation.NextEval)],
    ['Blocked Eval', id(evaluation.BlockedEval)],
  ];
}

function relatedTable(related: readonly RelatedEvaluation[], options: ViewOptions): string {
  const rows = related.map((other) => [
    shortId(other.ID, options),
    String(other.Priority),
    other.TriggeredBy,
    shortId(other.NodeID, options),
    other.Status,
    other.StatusDescription,
  ]);
  return table([['ID', 'Priority', 'Triggered By', 'Node ID', 'Status', 'Description'], ...rows]);
}

function planAnnotations({ PlanAnnotations }: WireEvaluation, options: ViewOptions): string {
  const groups = Object.entries(PlanAnnotations?.DesiredTGUpdates ?? {}).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  if (groups.length === 0) return '';
  const header = ['Task Group', 'Ignore', 'Place', 'Stop', 'InPlace', 'Destructive'];
  const more = [
    'Migrate',
    'Canary',
    'Preemptions',
    'Reschedule Now',
    'Reschedule Later',
    'Disconnect',
    'Reconnect',
  ];
  const rows = groups.map(([group, updates]) => [
    group,
    ...[
      updates.Ignore,
      updates.Place,
      updates.Stop,
      updates.InPlaceUpdate,
      updates.DestructiveUpdate,
    ].map(String),
    ...(options.verbose
      ? [
          updates.Migrate,
          updates.Canary,
          updates.Preemptions,
          updates.RescheduleNow,
          updates.RescheduleLater,
          updates.Disconnect,
          updates.Reconnect,
        ].map(String)
      : []),
  ]);
  return titled(
    'Plan Annotations',
    table([[...header, ...(options.verbose ? more : [])], ...rows]),
    options,
  );
}
