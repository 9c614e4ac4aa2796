import type { AllocationRow } from '../allocation/allocation-row.ts';
import {
  type DeploymentProgress,
  type DeploymentRow,
  isActiveDeployment,
} from '../deployment/deployment-row.ts';
import type {
  AllocationHealthSet,
  DeploymentCreated,
  DeploymentGoalChanged,
  DeploymentPromoted,
  DeploymentStatusChanged,
} from '../events/deployment-events.ts';
import { jobKey } from '../job/job.ts';
import type { FoldContext } from './fold-context.ts';
import { promoteServicesOf } from './fold-service.ts';
import { putAllocation } from './put-allocation.ts';
import { setStability } from './put-job.ts';
import { addTo, type State } from './tables.ts';

const NO_PROGRESS: DeploymentProgress = {
  placedAllocs: 0,
  goneAllocs: 0,
  healthyAllocs: 0,
  unhealthyAllocs: 0,
  placedCanaries: [],
  promoted: false,
  requireProgressByMs: undefined,
};

export function foldDeploymentCreated(
  state: State,
  { deployment }: DeploymentCreated,
  context: FoldContext,
): void {
  put(state, {
    deployment,
    status: 'running',
    statusDescription: 'Deployment is running',
    progress: Object.fromEntries(Object.keys(deployment.groups).map((name) => [name, NO_PROGRESS])),
    createSeq: context.seq,
    modifySeq: context.seq,
    createdAtMs: context.atMs,
    modifiedAtMs: context.atMs,
  });
}

export function foldDeploymentStatusChanged(
  state: State,
  { deploymentId, status, statusDescription }: DeploymentStatusChanged,
  context: FoldContext,
): void {
  const row = state.deployments.get(deploymentId);
  if (!row) return;
  const isResumed = row.status === 'paused' && status === 'running';
  const progress = isResumed ? withDeadlinesAnew(row, context) : row.progress;
  put(state, { ...changed(row, context), status, statusDescription, progress });
  if (status !== 'successful') return;
  const { namespace, jobId, jobVersion } = row.deployment;
  // A version whose deployment succeeded is one to go back to.
  setStability(state, jobKey(namespace, jobId), { version: jobVersion, stable: true });
}

/** A pause counts for no deadline: what has begun has all of its time again. */
function withDeadlinesAnew(row: DeploymentRow, context: FoldContext): DeploymentRow['progress'] {
  const groups = Object.entries(row.progress).map(([name, group]) => {
    const hasBegun = group.requireProgressByMs !== undefined;
    return [
      name,
      hasBegun ? { ...group, requireProgressByMs: deadline(row, name, context) } : group,
    ] as const;
  });
  return Object.fromEntries(groups);
}

export function foldDeploymentGoalChanged(
  state: State,
  { deploymentId, desiredTotals, desiredCanaries: canaries }: DeploymentGoalChanged,
  context: FoldContext,
): void {
  const row = state.deployments.get(deploymentId);
  if (!row) return;
  const groups = Object.entries(row.deployment.groups).map(([name, group]) => {
    const desiredTotal = desiredTotals[name] ?? group.desiredTotal;
    const desiredCanaries = canaries?.[name] ?? group.desiredCanaries;
    return [name, { ...group, desiredTotal, desiredCanaries }] as const;
  });
  const deployment = { ...row.deployment, groups: Object.fromEntries(groups) };
  put(state, { ...changed(row, context), deployment });
}

/** The text is Nomad's. Canaries may have waited for longer than the deadline: what follows has all of it again. */
export function foldDeploymentPromoted(
  state: State,
  { deploymentId, groups }: DeploymentPromoted,
  context: FoldContext,
): void {
  const row = state.deployments.get(deploymentId);
  if (!row) return;
  const progress = Object.entries(row.progress).map(([name, group]) => {
    const isPromoted = group.promoted || !groups || groups.includes(name);
    if (isPromoted) for (const id of group.placedCanaries) endCanary(state, id, context);
    const isNewly = isPromoted && !group.promoted && group.requireProgressByMs !== undefined;
    const requireProgressByMs = isNewly ? deadline(row, name, context) : group.requireProgressByMs;
    return [name, { ...group, promoted: isPromoted, requireProgressByMs }] as const;
  });
  put(state, {
    ...changed(row, context),
    progress: Object.fromEntries(progress),
    statusDescription: 'Deployment is running',
  });
}

/** Once promoted, a canary is an allocation like the others. */
function endCanary(state: State, allocId: string, { seq }: FoldContext): void {
  promoteServicesOf(state, allocId, seq);
  const row = state.allocs.get(allocId);
  if (!row?.health?.canary) return;
  const health = { ...row.health, canary: false, modifySeq: seq };
  putAllocation(state, { ...row, health, modifySeq: seq, allocModifySeq: seq });
}

export function foldAllocationHealthSet(
  state: State,
  { allocId, healthy }: AllocationHealthSet,
  context: FoldContext,
): void {
  const before = state.allocs.get(allocId);
  if (!before) return;
  const { seq: modifySeq, atMs } = context;
  const health = { healthy, atMs, canary: before.health?.canary ?? false, modifySeq };
  const after = { ...before, health, modifySeq, allocModifySeq: modifySeq, modifiedAtMs: atMs };
  putAllocation(state, after);
  countHealth(state, { before, after }, context);
}

/** Counts a placement in its deployment, whose progress deadline starts with the first one. */
export function countPlacement(
  state: State,
  {
    deploymentId,
    group,
    allocId,
    canary,
  }: {
    deploymentId?: string | undefined;
    group: string;
    allocId: string;
    canary?: boolean | undefined;
  },
  context: FoldContext,
): void {
  const row = deploymentId === undefined ? undefined : state.deployments.get(deploymentId);
  const progress = row?.progress[group];
  if (!row || !progress) return;
  putProgress(
    state,
    { row, group, context },
    {
      ...progress,
      placedAllocs: progress.placedAllocs + 1,
      placedCanaries: canary ? [...progress.placedCanaries, allocId] : progress.placedCanaries,
      requireProgressByMs: progress.requireProgressByMs ?? deadline(row, group, context),
    },
  );
}

/** Counts an allocation that is stopped before it was healthy. */
export function countGone(
  state: State,
  { deploymentId, groupName, desiredStatus, health }: AllocationRow,
  context: FoldContext,
): void {
  const row = deploymentId === undefined ? undefined : state.deployments.get(deploymentId);
  const progress = row?.progress[groupName];
  if (!row || !progress || !isActiveDeployment(row)) return;
  if (desiredStatus !== 'run' || health?.healthy === true) return;
  const goneAllocs = progress.goneAllocs + 1;
  putProgress(state, { row, group: groupName, context }, { ...progress, goneAllocs });
}

/** Counts an allocation that became healthy or unhealthy; each healthy one moves the deadline on. */
export function countHealth(
  state: State,
  { before, after }: { before: AllocationRow; after: AllocationRow },
  context: FoldContext,
): void {
  const [was, is] = [before.health?.healthy, after.health?.healthy];
  if (was === is || after.deploymentId === undefined) return;
  const group = after.groupName;
  const row = state.deployments.get(after.deploymentId);
  const progress = row?.progress[group];
  if (!row || !progress) return;
  putProgress(
    state,
    { row, group, context },
    {
      ...progress,
      healthyAllocs: progress.healthyAllocs + Number(is === true) - Number(was === true),
      unhealthyAllocs: progress.unhealthyAllocs + Number(is === false) - Number(was === false),
      requireProgressByMs: is ? deadline(row, group, context) : progress.requireProgressByMs,
    },
  );
}

function deadline(row: DeploymentRow, group: string, { atMs }: FoldContext): number | undefined {
  const wanted = row.deployment.groups[group];
  return wanted && wanted.progressDeadlineMs > 0 ? atMs + wanted.progressDeadlineMs : undefined;
}

function changed(row: DeploymentRow, { seq, atMs }: FoldContext): DeploymentRow {
  return { ...row, modifySeq: seq, modifiedAtMs: atMs };
}

function putProgress(
  state: State,
  { row, group, context }: { row: DeploymentRow; group: string; context: FoldContext },
  progress: DeploymentProgress,
): void {
  put(state, { ...changed(row, context), progress: { ...row.progress, [group]: progress } });
}

function put(state: State, row: DeploymentRow): void {
  const { id, namespace, jobId } = row.deployment;
  state.deployments.set(id, row);
  state.tableSeq.deployments = state.seq;
  addTo(state.index.deploymentsByJob, jobKey(namespace, jobId), id);
}
