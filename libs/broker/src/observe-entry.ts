import {
  acceptsPlacements,
  type AllocationStatusReported,
  assertNever,
  type DomainEvent,
  type EpochMs,
  holdsResources,
  isJobNote,
  isSettingEvent,
  jobKey,
  type JobKey,
  type Recorded,
  type Seq,
} from '@steppe/domain';
import { isSatisfied } from './blocked/blocked-evaluations.ts';
import type { Duties } from './duties.ts';
import { stopStrays } from './outbox/node-intents.ts';
import { followUpAtMs, reachedDeliveryLimit } from './queue/delivery-limit.ts';

interface When {
  readonly seq: Seq;
  readonly nowMs: EpochMs;
  /** Of a plan: the state on which it was decided. */
  readonly cause: Seq | undefined;
}

/** Tells each duty what it must know of an entry that the state has just folded. */
export function observeEntry(duties: Duties, { seq, commit }: Recorded, nowMs: EpochMs): void {
  const when = { seq, nowMs, cause: commit.cause };
  for (const event of commit.events) observeEvent(duties, event, when);
}

function observeEvent(duties: Duties, event: DomainEvent, when: When): void {
  // What is noted of a job calls for no evaluation, or for one that has an event of its own.
  if (isSettingEvent(event) || isJobNote(event)) return undefined;
  switch (event.type) {
    case 'JobRegistered':
      jobChanged(duties, jobKey(event.job.namespace, event.job.id));
      return evaluationChanged(duties, event.evalId, when);
    case 'JobDeregistered':
      jobChanged(duties, jobKey(event.namespace, event.jobId));
      return evaluationChanged(duties, event.evalId, when);
    case 'EvaluationCreated':
    case 'EvaluationBlocked':
      return evaluationChanged(duties, event.evaluation.id, when);
    case 'EvaluationUnblocked':
    case 'EvaluationCompleted':
    case 'EvaluationFailed':
    case 'EvaluationCancelled':
      return evaluationChanged(duties, event.evalId, when);
    case 'AllocationPlaced':
    case 'AllocationUpdated':
    case 'AllocationMigrationRequested':
    case 'AllocationRescheduleDelayed':
    case 'AllocationRescheduleForced':
    case 'AllocationStopped':
    case 'AllocationDisconnected':
    case 'AllocationReconnected':
      return allocationCommanded(duties, event, when);
    case 'AllocationStatusReported':
      return allocationReported(duties, event, when);
    case 'NodeRegistered':
      return nodeChanged(duties, event.node.id, event.type, when);
    case 'NodeStatusChanged':
    case 'NodeEligibilityChanged':
    case 'NodeDrainChanged':
    case 'NodeDeregistered':
      return nodeChanged(duties, event.nodeId, event.type, when);
    case 'DeploymentCreated':
      return duties.deployments.created(event.deployment.id, when);
    case 'DeploymentGoalChanged':
      return duties.deployments.changed(event.deploymentId, when.nowMs);
    case 'DeploymentPromoted':
      return duties.deployments.promoted(event.deploymentId, when);
    case 'DeploymentStatusChanged':
      return duties.deployments.statusChanged(event.deploymentId, when);
    case 'AllocationHealthSet':
      return healthSet(duties, event.allocId, when);
    case 'SchedulerConfigurationChanged':
      return; // Whether evaluations are released is read from the state.
    case 'AllocationShutdownDelaySkipped': // Its agent is told.
    case 'GarbageCollectionRequested': // The next tick answers it.
      return;
    case 'GarbageCollected':
      for (const key of event.jobKeys) duties.queue.forget(key);
      return;
    default:
      return assertNever(event); // A new event type does not compile until it is handled here.
  }
}

function jobChanged({ nodeDemands, periodic }: Duties, key: JobKey): void {
  nodeDemands.jobChanged(key);
  periodic.jobChanged(key);
}

function evaluationChanged(duties: Duties, evalId: string | undefined, { seq, nowMs }: When): void {
  const { state, queue, blocked, demands, allocationDemands, options } = duties;
  const row = evalId === undefined ? undefined : state.evals.get(evalId);
  if (!row) return;
  if (row.status === 'pending') return queue.add(row, nowMs);
  queue.remove(row);
  if (row.status === 'complete' || row.status === 'blocked') allocationDemands.decided(row, seq);
  if (row.status === 'blocked') return blocked.add(row);
  blocked.remove(row);
  if (row.status === 'complete') allocationDemands.completed(row, seq);
  if (isSatisfied(row)) blocked.satisfied(row);
  if (reachedDeliveryLimit(row)) {
    demands.followUp({ failed: row.evaluation, waitUntilMs: followUpAtMs(row, options) });
  }
}

type AllocationCommand = Extract<
  DomainEvent,
  {
    type:
      | 'AllocationPlaced'
      | 'AllocationUpdated'
      | 'AllocationMigrationRequested'
      | 'AllocationRescheduleDelayed'
      | 'AllocationRescheduleForced'
      | 'AllocationStopped'
      | 'AllocationDisconnected'
      | 'AllocationReconnected';
  }
>;

function allocationCommanded(
  { state, outbox, blocked, deployments, drainer, allocationDemands }: Duties,
  event: AllocationCommand,
  { seq, nowMs, cause }: When,
): void {
  const isPlaced = event.type === 'AllocationPlaced';
  const row = state.allocs.get(isPlaced ? event.placement.allocId : event.allocId);
  if (!row) return stopStrays(outbox, state);
  drainer.allocationChanged(row, nowMs);
  if (event.type === 'AllocationMigrationRequested') {
    allocationDemands.migrationRequested(row, seq);
    return;
  }
  if (!isPlaced && cause !== undefined) allocationDemands.planned(row, { cause, seq });
  if (event.type === 'AllocationStopped') {
    allocationDemands.stopped(row, seq);
    if (!holdsResources(row)) blocked.capacityGrew(row.nodeId, seq); // Lost with its node.
    return;
  }
  if (isPlaced) {
    allocationDemands.placed(row, seq);
    deployments.placed(row, nowMs);
  } else if (row.deploymentId !== undefined) deployments.changed(row.deploymentId, nowMs);
}

function allocationReported(
  { state, blocked, deployments, drainer, allocationDemands }: Duties,
  { allocId, deploymentHealth }: AllocationStatusReported,
  { seq, nowMs }: When,
): void {
  const row = state.allocs.get(allocId);
  if (!row) return;
  allocationDemands.reported(row, seq);
  drainer.allocationChanged(row, nowMs);
  if (!holdsResources(row)) blocked.capacityGrew(row.nodeId, seq);
  if (deploymentHealth && row.deploymentId !== undefined) {
    deployments.healthChanged(row.deploymentId, { seq, nowMs });
  }
}

function healthSet({ state, deployments }: Duties, allocId: string, { seq, nowMs }: When): void {
  const deploymentId = state.allocs.get(allocId)?.deploymentId;
  if (deploymentId !== undefined) deployments.healthChanged(deploymentId, { seq, nowMs });
}

function nodeChanged(
  { state, blocked, liveness, drainer, nodeDemands }: Duties,
  nodeId: string,
  type: DomainEvent['type'],
  { seq, nowMs }: When,
): void {
  liveness.nodeChanged(nodeId, nowMs);
  drainer.nodeChanged(nodeId, nowMs);
  const row = state.nodes.get(nodeId);
  if (!row) {
    blocked.nodeGone(nodeId);
    return nodeDemands.gone(nodeId, seq);
  }
  if (type === 'NodeStatusChanged') nodeDemands.statusChanged(row, seq);
  else if (type === 'NodeRegistered') nodeDemands.registered(row, seq);
  else nodeDemands.opened(row, seq);
  if (acceptsPlacements(row)) blocked.capacityGrew(nodeId, seq);
}
