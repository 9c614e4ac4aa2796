import type { AllocationStub, WireEvaluation } from '@steppe/api-contract';
import { shortId } from '../layout/quantity.ts';
import { failedGroups, failedGroupTitle, placementReasons } from '../views/placement-failures.ts';

/** What the monitor has told so far. */
export interface EvaluationProgress {
  readonly status: string;
  readonly deploymentId: string | undefined;
  /** Client status of each allocation by its ID; undefined before anything was told. */
  readonly allocations: ReadonlyMap<string, string> | undefined;
}

export const NOTHING_TOLD: EvaluationProgress = {
  status: 'pending',
  deploymentId: undefined,
  allocations: undefined,
};

interface Snapshot {
  readonly evaluation: WireEvaluation;
  readonly allocations: readonly AllocationStub[];
}

/** What is new since the last time, a line each. */
export function newsOf(
  before: EvaluationProgress,
  { evaluation, allocations }: Snapshot,
  options: { verbose: boolean },
): { lines: string[]; after: EvaluationProgress } {
  const { Status: status, DeploymentID: deploymentId } = evaluation;
  const lines: string[] = [];
  if (before.allocations === undefined) lines.push(triggerOf(evaluation, options));
  if (deploymentId && deploymentId !== before.deploymentId) {
    lines.push(`Evaluation within deployment: "${shortId(deploymentId, options)}"`);
  }
  lines.push(...allocations.flatMap((alloc) => allocationNews(before, alloc, evaluation, options)));
  if (status !== before.status) {
    lines.push(`Evaluation status changed: "${before.status}" -> "${status}"`);
  }
  const told = new Map(allocations.map(({ ID, ClientStatus }) => [ID, ClientStatus]));
  return { lines, after: { status, deploymentId, allocations: told } };
}

/** How the evaluation ended, and why something could not be placed. The first line is the headline. */
export function endOf(
  evaluation: WireEvaluation,
  options: { verbose: boolean },
): { headline: string; lines: string[] } {
  const ended = `Evaluation "${shortId(evaluation.ID, options)}" finished with status "${evaluation.Status}"`;
  const failed = failedGroups(evaluation.FailedTGAllocs);
  if (failed.length === 0) return { headline: ended, lines: [] };
  const lines = failed.map(([group, metric]) =>
    [failedGroupTitle(group, metric), ...placementReasons(metric, '      ')].join('\n'),
  );
  if (evaluation.BlockedEval) {
    const id = shortId(evaluation.BlockedEval, options);
    lines.push(`Evaluation "${id}" waiting for additional capacity to place remainder`);
  }
  return { headline: `${ended} but failed to place all allocations:`, lines };
}

function triggerOf({ NodeID, JobID }: WireEvaluation, options: { verbose: boolean }): string {
  return NodeID
    ? `Evaluation triggered by node "${shortId(NodeID, options)}"`
    : `Evaluation triggered by job "${JobID}"`;
}

function allocationNews(
  { allocations: told }: EvaluationProgress,
  allocation: AllocationStub,
  evaluation: WireEvaluation,
  options: { verbose: boolean },
): string[] {
  const { ID, NodeID, TaskGroup, ClientStatus, ClientDescription, CreateIndex } = allocation;
  const id = shortId(ID, options);
  const before = told?.get(ID);
  if (before === undefined) {
    const verb = CreateIndex >= evaluation.CreateIndex ? 'created' : 'modified';
    const node = shortId(NodeID, options);
    return [`Allocation "${id}" ${verb}: node "${node}", group "${TaskGroup}"`];
  }
  if (before === ClientStatus) return [];
  return [
    `Allocation "${id}" status changed: "${before}" -> "${ClientStatus}" (${ClientDescription})`,
  ];
}
