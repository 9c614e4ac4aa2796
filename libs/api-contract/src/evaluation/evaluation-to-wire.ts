import {
  type AllocationRow,
  allocsOfEval,
  type DesiredUpdates,
  type EvaluationRow,
  jobKey,
  type State,
} from '@steppe/domain';
import { z } from 'zod';
import { AllocMetric, allocMetricToWire } from '../allocation/alloc-metric.ts';
import { AllocationStub, allocationStub } from '../allocation/allocation-stub.ts';
import { nullIfEmpty, nullIfNoKeys } from '../wire/empty.ts';
import { nsOfMs, timestampOf } from '../wire/time.ts';
import { EpochNs, Index, Timestamp } from '../wire/values.ts';
import type { RelatedEvaluation } from './related-evaluations.ts';

export const WireDesiredUpdates = z
  .object({
    Ignore: z.int(),
    Place: z.int(),
    Migrate: z.int(),
    Stop: z.int(),
    InPlaceUpdate: z.int(),
    DestructiveUpdate: z.int(),
    Canary: z.int(),
    Preemptions: z.int(),
    Disconnect: z.int(),
    Reconnect: z.int(),
    RescheduleNow: z.int(),
    RescheduleLater: z.int(),
  })
  .meta({ id: 'DesiredUpdates' });
type WireDesiredUpdates = z.infer<typeof WireDesiredUpdates>;

/** An evaluation, in a list and alone. Nomad leaves out what is not set. */
export const WireEvaluation = z
  .object({
    ID: z.string(),
    Namespace: z.string(),
    Priority: z.int(),
    Type: z.string(),
    TriggeredBy: z.string(),
    JobID: z.string(),
    JobModifyIndex: Index.optional(),
    NodeID: z.string().optional(),
    DeploymentID: z.string().optional(),
    Status: z.string(),
    StatusDescription: z.string().optional(),
    WaitUntil: Timestamp.optional(),
    NextEval: z.string().optional(),
    PreviousEval: z.string().optional(),
    BlockedEval: z.string().optional(),
    RelatedEvals: z.array(z.custom<RelatedEvaluation>()).optional(),
    FailedTGAllocs: z.record(z.string(), AllocMetric).optional(),
    ClassEligibility: z.record(z.string(), z.boolean()).optional(),
    EscapedComputedClass: z.boolean().optional(),
    PlanAnnotations: z
      .object({
        DesiredTGUpdates: z.record(z.string(), WireDesiredUpdates),
        PreemptedAllocs: z.array(AllocationStub).nullable(),
      })
      .optional(),
    QueuedAllocations: z.record(z.string(), z.int()).optional(),
    SnapshotIndex: Index.optional(),
    CreateIndex: Index,
    ModifyIndex: Index,
    CreateTime: EpochNs,
    ModifyTime: EpochNs,
  })
  .meta({ id: 'Evaluation' });
export type WireEvaluation = z.infer<typeof WireEvaluation>;

/** @param nodePool of its job. Default: that of the job as it is registered. */
export function evaluationToWire(
  state: State,
  row: EvaluationRow,
  nodePool = nodePoolOf(state, row),
): WireEvaluation {
  const { evaluation, blockedOn } = row;
  const { namespace, jobId } = evaluation;
  return {
    ID: evaluation.id,
    Namespace: namespace,
    Priority: evaluation.priority,
    Type: evaluation.type,
    TriggeredBy: evaluation.triggeredBy,
    JobID: jobId,
    JobModifyIndex: evaluation.jobSeq,
    NodeID: evaluation.nodeId,
    DeploymentID: evaluation.deploymentId,
    Status: row.status,
    StatusDescription: row.statusDescription || undefined,
    WaitUntil:
      evaluation.waitUntilMs === undefined ? undefined : timestampOf(evaluation.waitUntilMs),
    NextEval: row.nextEvalId,
    PreviousEval: evaluation.previousEvalId,
    BlockedEval: row.blockedEvalId,
    FailedTGAllocs: ifAny(row.failedGroups, (metric) => allocMetricToWire(metric, nodePool)),
    ClassEligibility: nullIfNoKeys(blockedOn?.classEligibility ?? {}) ?? undefined,
    EscapedComputedClass: blockedOn?.escapedComputedClass || undefined,
    PlanAnnotations: planAnnotationsOf(state, row),
    QueuedAllocations: nullIfNoKeys(row.queuedAllocations) ?? undefined,
    SnapshotIndex:
      row.decision?.snapshotSeq ??
      blockedOn?.snapshotSeq ??
      (row.logicVersion > 0 ? row.createSeq : undefined),
    CreateIndex: row.createSeq,
    ModifyIndex: row.modifySeq,
    CreateTime: nsOfMs(row.createdAtMs),
    ModifyTime: nsOfMs(row.modifiedAtMs),
  };
}

function nodePoolOf({ jobs }: State, { evaluation: { namespace, jobId } }: EvaluationRow): string {
  return jobs.get(jobKey(namespace, jobId))?.current.job.nodePool ?? 'default';
}

function planAnnotationsOf(
  state: State,
  { evaluation, desiredUpdates }: EvaluationRow,
): WireEvaluation['PlanAnnotations'] {
  const DesiredTGUpdates = ifAny(desiredUpdates, desiredUpdatesToWire);
  if (!DesiredTGUpdates) return undefined;
  const preempts = Object.values(desiredUpdates).some(({ preemptions }) => preemptions > 0);
  const victims = preempts ? victimsOf(state, evaluation.id) : [];
  const shown = { resources: false, taskStates: false };
  const stubs = victims.map((victim) => allocationStub(state, victim, shown));
  return { DesiredTGUpdates, PreemptedAllocs: nullIfEmpty(stubs) };
}

/** The allocations that an evaluation evicted. */
function victimsOf(state: State, evalId: string): AllocationRow[] {
  return allocsOfEval(state, evalId)
    .flatMap(({ preemptedAllocIds = [] }) => preemptedAllocIds)
    .flatMap((id) => state.allocs.get(id) ?? []);
}

export function desiredUpdatesToWire(updates: DesiredUpdates): WireDesiredUpdates {
  return {
    Ignore: updates.ignore,
    Place: updates.place,
    Migrate: updates.migrate,
    Stop: updates.stop,
    InPlaceUpdate: updates.inPlaceUpdate,
    DestructiveUpdate: updates.destructiveUpdate,
    Canary: updates.canary,
    Preemptions: updates.preemptions,
    Disconnect: updates.disconnect,
    Reconnect: updates.reconnect,
    RescheduleNow: updates.rescheduleNow,
    RescheduleLater: updates.rescheduleLater,
  };
}

function ifAny<A, B>(
  values: Readonly<Record<string, A>>,
  map: (value: A) => B,
): Record<string, B> | undefined {
  const entries = Object.entries(values);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)]));
}
