import { assert } from '../assert.ts';
import {
  type AllocationRow,
  isClientTerminal,
  type RescheduleAttempt,
} from '../allocation/allocation-row.ts';
import type { Placement } from '../allocation/allocation.ts';
import { groupOf, type JobVersion } from '../job/job-version.ts';
import type {
  AllocationPlaced,
  AllocationStopped,
  AllocationUpdated,
} from '../events/node-events.ts';
import { countGone, countPlacement } from './fold-deployment.ts';
import type { FoldContext } from './fold-context.ts';
import { sharedList } from './one-copy.ts';
import { putAllocation } from './put-allocation.ts';
import type { State } from './tables.ts';

export function foldAllocationPlaced(
  state: State,
  { placement }: AllocationPlaced,
  { nodeId, context }: { nodeId: string; context: FoldContext },
): void {
  const jobVersion = state.jobVersions.get(placement.jobSeq);
  if (!jobVersion && placement.jobSeq <= state.collection.versionSeq) {
    state.strays.set(placement.allocId, { nodeId });
    return;
  }
  assert(
    jobVersion !== undefined,
    () => `allocation ${placement.allocId} names no job at ${placement.jobSeq}`,
  );
  assert(
    !state.allocs.has(placement.allocId),
    () => `allocation ${placement.allocId} was placed twice`,
  );
  const previous =
    placement.previousAllocId === undefined
      ? undefined
      : state.allocs.get(placement.previousAllocId);
  if (previous) {
    putAllocation(state, { ...previous, nextAllocId: placement.allocId, modifySeq: context.seq });
  }
  const names = sharedNames(state, placement, { nodeId, jobVersion });
  markPreempted(state, placement, context);
  putAllocation(state, {
    id: placement.allocId,
    evalId: names.evalId,
    nodeId: names.nodeId,
    jobVersion,
    groupName: names.groupName,
    index: placement.index,
    ports: sharedList(placement.ports),
    cores: placement.cores,
    devices: placement.devices,
    memoryOversubscribed: placement.memoryOversubscribed || undefined,
    desiredStatus: 'run',
    desiredDescription: '',
    migrateRequested: false,
    clientStatus: 'pending',
    clientDescription: '',
    taskStates: NO_TASKS,
    deploymentId: names.deploymentId,
    health: placement.canary
      ? { healthy: undefined, atMs: context.atMs, canary: true, modifySeq: context.seq }
      : undefined,
    preemptedAllocIds: placement.preemptedAllocIds,
    preemptedByAllocId: undefined,
    previousAllocId: placement.previousAllocId,
    nextAllocId: undefined,
    followupEvalId: undefined,
    reschedules: reschedulesOf(placement, previous, context),
    disconnections: undefined,
    score: placement.score,
    createSeq: context.seq,
    modifySeq: context.seq,
    allocModifySeq: context.seq,
    createdAtMs: context.atMs,
    modifiedAtMs: context.atMs,
  });
  countPlacement(state, placement, context);
}

const NO_TASKS: AllocationRow['taskStates'] = {};

/** Names that other rows have too, as the very same strings: a million rows keep no copies of them. */
function sharedNames(
  state: State,
  { evalId, group, deploymentId }: Placement,
  { nodeId, jobVersion }: { nodeId: string; jobVersion: JobVersion },
): Pick<AllocationRow, 'evalId' | 'nodeId' | 'groupName' | 'deploymentId'> {
  const deployment = deploymentId === undefined ? undefined : state.deployments.get(deploymentId);
  return {
    evalId: state.evals.get(evalId)?.evaluation.id ?? evalId,
    nodeId: state.nodes.get(nodeId)?.node.id ?? nodeId,
    groupName: groupOf(jobVersion, group)?.name ?? group,
    deploymentId: deployment?.deployment.id ?? deploymentId,
  };
}

function markPreempted(
  state: State,
  { allocId, preemptedAllocIds = [] }: Placement,
  { seq }: FoldContext,
): void {
  for (const id of preemptedAllocIds) {
    const row = state.allocs.get(id);
    if (row) putAllocation(state, { ...row, preemptedByAllocId: allocId, modifySeq: seq });
  }
}

export function foldAllocationUpdated(
  state: State,
  event: AllocationUpdated,
  context: FoldContext,
): void {
  const row = state.allocs.get(event.allocId);
  const jobVersion = state.jobVersions.get(event.jobSeq);
  // Forgotten meanwhile, or its worker slept for so long that the version was.
  if (!row || (!jobVersion && event.jobSeq <= state.collection.versionSeq)) return;
  assert(
    jobVersion !== undefined,
    `allocation ${event.allocId} was updated to no job at ${event.jobSeq}`,
  );
  putAllocation(state, {
    ...changedByServer(row, context),
    evalId: event.evalId,
    jobVersion,
    deploymentId: event.deploymentId,
    health: undefined,
  });
  if (event.deploymentId !== undefined) {
    countPlacement(
      state,
      { deploymentId: event.deploymentId, group: row.groupName, allocId: row.id },
      context,
    );
  }
}

export function foldAllocationStopped(
  state: State,
  event: AllocationStopped,
  context: FoldContext,
): void {
  state.strays.delete(event.allocId);
  const row = state.allocs.get(event.allocId);
  if (!row) return;
  const { desiredStatus, desiredDescription, clientStatus, followupEvalId } = event;
  countGone(state, row, context);
  putAllocation(state, {
    ...changedByServer(row, context),
    desiredStatus,
    desiredDescription,
    followupEvalId: followupEvalId ?? row.followupEvalId,
    // What the client said last stands, once it was final.
    clientStatus: isClientTerminal(row) ? row.clientStatus : (clientStatus ?? row.clientStatus),
  });
}

function changedByServer(row: AllocationRow, { seq, atMs }: FoldContext): AllocationRow {
  return { ...row, modifySeq: seq, allocModifySeq: seq, modifiedAtMs: atMs };
}

function reschedulesOf(
  placement: Placement,
  previous: AllocationRow | undefined,
  { atMs }: FoldContext,
): readonly RescheduleAttempt[] {
  if (!placement.rescheduled || !previous) return sharedList([]);
  const attempt = {
    atMs,
    previousAllocId: previous.id,
    previousNodeId: previous.nodeId,
    delayMs: placement.rescheduleDelayMs ?? 0,
  };
  return [...attemptsToKeep(previous, atMs), attempt];
}

/** How many earlier attempts are kept where the policy counts none. Source: Nomad's updateRescheduleTracker. */
const UNCOUNTED_ATTEMPTS_MAX = 5;

/** A policy that counts needs those of its interval; one that does not, the last few: the delay grows from them. */
function attemptsToKeep(
  { jobVersion, groupName, reschedules }: AllocationRow,
  nowMs: number,
): readonly RescheduleAttempt[] {
  const policy = groupOf(jobVersion, groupName)?.reschedulePolicy;
  if (!policy || policy.attempts === 0) return reschedules.slice(-UNCOUNTED_ATTEMPTS_MAX);
  return policy.intervalMs === 0
    ? []
    : reschedules.filter(({ atMs }) => nowMs - atMs <= policy.intervalMs);
}
