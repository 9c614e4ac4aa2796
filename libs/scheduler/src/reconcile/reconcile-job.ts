import { deriveId, type AllocationRow, type Deployment, type DesiredUpdates } from '@steppe/domain';
import { stoppedButLost } from './classify.ts';
import { type DeploymentView, viewDeployments } from './deployment-view.ts';
import { ALLOC } from './descriptions.ts';
import type { JobView } from './job-view.ts';
import {
  type DeploymentGoal,
  reconcileGroup,
  type ReconciledGroup,
  stopGroup,
} from './reconcile-group.ts';
import type { Delayed, PlacementRequest, Stop } from './reconciled.ts';
import { systemGroupReconciler } from './system-group.ts';

/** All that has to change for a job, before nodes are chosen. */
export interface ReconciledJob {
  readonly stops: readonly Stop[];
  readonly inPlace: readonly AllocationRow[];
  readonly destructive: readonly PlacementRequest[];
  readonly places: readonly PlacementRequest[];
  /** What a system job wants and finds no node for: not placed, and not waited for either. */
  readonly unsuited: readonly PlacementRequest[];
  readonly delayed: readonly Delayed[];
  readonly disconnecting: readonly AllocationRow[];
  readonly reconnected: readonly AllocationRow[];
  readonly updates: Readonly<Record<string, DesiredUpdates>>;
  readonly deployments: DeploymentView;
  readonly newDeployment: Deployment | undefined;
  /** By group, what the current deployment is to bring up, where that depends on the nodes. */
  readonly goals: Readonly<Record<string, DeploymentGoal>>;
  /** The current deployment has reached all that it wanted. */
  readonly isDeploymentDone: boolean;
}

export function reconcileJob(view: JobView): ReconciledJob {
  const deployments = viewDeployments(view);
  const { version } = view;
  const byGroup = Map.groupBy(view.allocs, ({ groupName }) => groupName);
  const results = new Map<string, ReconciledGroup | ReturnType<typeof stopGroup>>();
  const reconciled: ReconciledGroup[] = [];
  if (version) {
    const reconcile = isSystem(view) ? systemGroupReconciler(view, version) : reconcileGroup;
    for (const group of version.job.groups) {
      const allocs = byGroup.get(group.name) ?? [];
      byGroup.delete(group.name);
      const result = reconcile(view, { version, group, allocs, deployments });
      results.set(group.name, result);
      reconciled.push(result);
    }
  }
  for (const [name, allocs] of byGroup) results.set(name, stopGroup(view, allocs));
  const changes = [...results.values()];
  const lostMeanwhile = stoppedButLost(view).map((alloc) => lostStop(alloc));
  return {
    stops: [...lostMeanwhile, ...changes.flatMap(({ stops }) => stops)],
    inPlace: changes.flatMap(({ inPlace }) => inPlace),
    destructive: changes.flatMap(({ destructive }) => destructive),
    places: changes.flatMap(({ places }) => places),
    unsuited: reconciled.flatMap(({ unsuited }) => unsuited ?? []),
    delayed: changes.flatMap(({ delayed }) => delayed),
    disconnecting: changes.flatMap(({ disconnecting }) => disconnecting),
    reconnected: changes.flatMap(({ reconnected }) => reconnected),
    updates: Object.fromEntries([...results].map(([name, { updates }]) => [name, updates])),
    deployments,
    newDeployment: newDeployment(view, deployments, results),
    goals: Object.fromEntries(goalsOf(results)),
    isDeploymentDone: deployments.current !== undefined && reconciled.every(({ isDone }) => isDone),
  };
}

/** System jobs run once on each node, others as often as they say. */
function isSystem({ evaluation }: JobView): boolean {
  return evaluation.type === 'system' || evaluation.type === 'sysbatch';
}

function goalsOf(
  results: ReadonlyMap<string, Partial<ReconciledGroup>>,
): [string, DeploymentGoal][] {
  return [...results].flatMap(([name, { goal }]) => (goal === undefined ? [] : [[name, goal]]));
}

function lostStop(alloc: AllocationRow): Stop {
  const desiredStatus = alloc.desiredStatus === 'evict' ? 'evict' : 'stop';
  return { alloc, description: ALLOC.lost, clientStatus: 'lost', desiredStatus };
}

function newDeployment(
  { version, evaluation }: JobView,
  { current }: DeploymentView,
  results: ReadonlyMap<string, Partial<ReconciledGroup>>,
): Deployment | undefined {
  const groups = [...results].flatMap(([name, { deployment }]) =>
    deployment ? [[name, deployment] as const] : [],
  );
  if (!version || current || groups.length === 0) return undefined;
  return {
    id: deriveId('deployment', evaluation.id, version.seq),
    namespace: version.job.namespace,
    jobId: version.job.id,
    jobVersion: version.version,
    jobSeq: version.seq,
    evalPriority: evaluation.priority,
    groups: Object.fromEntries(groups),
  };
}
