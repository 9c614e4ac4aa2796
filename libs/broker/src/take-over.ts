import {
  acceptsPlacements,
  type EpochMs,
  type EvaluationRow,
  jobKey,
  type JobKey,
  type Seq,
} from '@steppe/domain';
import {
  awaitsReplacement,
  endedInSilence,
  isPlacedLate,
  reconnects,
} from './demand/allocation-demands.ts';
import { isSatisfied } from './blocked/blocked-evaluations.ts';
import type { Duties } from './duties.ts';
import { stopStrays } from './outbox/node-intents.ts';
import { followUpAtMs, reachedDeliveryLimit } from './queue/delivery-limit.ts';

/**
 * Finds everything that is due in the state alone. Whatever the broker before was about to do shows there as
 * something that calls for an evaluation and has had none since.
 */
export function takeOver(duties: Duties, nowMs: EpochMs): void {
  const evaluatedSeq = lastEvaluated(duties, nowMs);
  const isOpen = (key: JobKey, seq: Seq) => (evaluatedSeq.get(key) ?? 0) < seq;
  takeOverEvaluations(duties, { nowMs, isOpen });
  takeOverNodes(duties, isOpen);
  takeOverAllocations(duties, isOpen);
  stopStrays(duties.outbox, duties.state);
  for (const row of duties.state.deployments.values()) {
    const { id, namespace, jobId } = row.deployment;
    const when = { seq: row.modifySeq, nowMs };
    if (!isOpen(jobKey(namespace, jobId), row.modifySeq)) duties.deployments.changed(id, nowMs);
    else if (row.status === 'running') duties.deployments.healthChanged(id, when);
    else duties.deployments.statusChanged(id, when);
  }
}

type IsOpen = (key: JobKey, seq: Seq) => boolean;

/** Seq at which the latest evaluation of each job was asked for; what came later no scheduler may have seen. */
function lastEvaluated({ state }: Duties, nowMs: EpochMs): Map<JobKey, Seq> {
  const lastSeq = new Map<JobKey, Seq>();
  for (const row of state.evals.values()) {
    const key = keyOf(row);
    // A blocked one was made by a scheduler, from what it had seen before; and a delayed one may be far off.
    const isDelayed = (row.evaluation.waitUntilMs ?? 0) > nowMs;
    if (row.status === 'blocked' || isDelayed) continue;
    lastSeq.set(key, Math.max(lastSeq.get(key) ?? 0, row.createSeq));
  }
  return lastSeq;
}

function takeOverEvaluations(
  { state, queue, blocked, demands, allocationDemands, options }: Duties,
  { nowMs, isOpen }: { nowMs: EpochMs; isOpen: IsOpen },
): void {
  // The table keeps the order of creation.
  for (const row of state.evals.values()) {
    if (row.status === 'pending') queue.resume(row, nowMs);
    else if (row.status === 'blocked') blocked.add(row);
    else if (isOpen(keyOf(row), row.modifySeq)) {
      if (row.status === 'complete') allocationDemands.completed(row, row.modifySeq);
      else if (reachedDeliveryLimit(row)) {
        demands.followUp({ failed: row.evaluation, waitUntilMs: followUpAtMs(row, options) });
      }
    }
  }
  for (const row of state.evals.values()) {
    if (isSatisfied(row)) blocked.satisfied(row);
  }
}

function takeOverNodes({ state, blocked, nodeDemands }: Duties, isOpen: IsOpen): void {
  for (const row of state.nodes.values()) {
    // Since when a node has had its capacity is not known any more: what waits may look once more.
    if (acceptsPlacements(row)) blocked.capacityGrew(row.node.id, state.seq);
    nodeDemands.takenOver(row, isOpen);
  }
  for (const [nodeId, { commandSeq }] of state.formerNodes) {
    nodeDemands.takenOverGone(nodeId, commandSeq, isOpen);
  }
}

function takeOverAllocations({ state, allocationDemands }: Duties, isOpen: IsOpen): void {
  for (const row of state.allocs.values()) {
    const { namespace, id } = row.jobVersion.job;
    const key = jobKey(namespace, id);
    const isHeardOf =
      awaitsReplacement(state, row) || reconnects(state, row) || endedInSilence(state, row);
    if (isHeardOf && isOpen(key, row.modifySeq)) {
      allocationDemands.reported(row, row.modifySeq);
    }
    if (isPlacedLate(state, row) && isOpen(key, row.createSeq)) {
      allocationDemands.placed(row, row.createSeq);
    }
    if (row.migrateRequested && row.desiredStatus === 'run' && isOpen(key, row.allocModifySeq)) {
      allocationDemands.migrationRequested(row, row.allocModifySeq);
    }
    if (isOpen(key, row.allocModifySeq)) allocationDemands.takenOver(row);
    if (row.desiredStatus === 'evict' && isOpen(key, row.allocModifySeq)) {
      allocationDemands.stopped(row, row.allocModifySeq);
    }
  }
}

function keyOf({ evaluation }: EvaluationRow): JobKey {
  return jobKey(evaluation.namespace, evaluation.jobId);
}
