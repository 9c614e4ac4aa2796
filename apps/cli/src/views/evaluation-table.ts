import type { WireEvaluation } from '@steppe/api-contract';
import { shortId } from '../layout/quantity.ts';
import { table } from '../layout/table.ts';

/** A job's evaluations, newest first. */
export function evaluationTable(
  evaluations: readonly WireEvaluation[],
  options: { verbose: boolean },
): string {
  const rows = newestFirst(evaluations).map((evaluation) => [
    shortId(evaluation.ID, options),
    String(evaluation.Priority),
    evaluation.TriggeredBy,
    evaluation.Status,
    placementFailures(evaluation),
  ]);
  return table([['ID', 'Priority', 'Triggered By', 'Status', 'Placement Failures'], ...rows]);
}

/** Evaluations of any job, newest first. */
export function evaluationList(
  evaluations: readonly WireEvaluation[],
  options: { verbose: boolean },
): string {
  const header = [
    'ID',
    'Priority',
    'Triggered By',
    'Job ID',
    'Namespace',
    'Node ID',
    'Status',
    'Placement Failures',
  ];
  const rows = newestFirst(evaluations).map((evaluation) => [
    shortId(evaluation.ID, options),
    String(evaluation.Priority),
    evaluation.TriggeredBy,
    evaluation.JobID,
    evaluation.Namespace,
    shortId(evaluation.NodeID ?? '', options),
    evaluation.Status,
    placementFailures(evaluation),
  ]);
  return table([header, ...rows]);
}

/** Only a finished evaluation knows whether everything could be placed. */
export function placementFailures({ Status, FailedTGAllocs }: WireEvaluation): string {
  if (Status === 'blocked' || Status === 'pending') return 'N/A - In Progress';
  return String(Object.keys(FailedTGAllocs ?? {}).length > 0);
}

function newestFirst(evaluations: readonly WireEvaluation[]): WireEvaluation[] {
  return evaluations.toSorted((a, b) => b.CreateIndex - a.CreateIndex);
}
