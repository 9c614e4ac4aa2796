import type { AllocationRow, EvaluationRow, State } from '@steppe/domain';
import { z } from 'zod';
import { AllocMetric } from '../allocation/alloc-metric.ts';
import { AllocationStub, allocationStub } from '../allocation/allocation-stub.ts';
import {
  evaluationToWire,
  WireDesiredUpdates,
  WireEvaluation,
} from '../evaluation/evaluation-to-wire.ts';
import { nullIfEmpty } from '../wire/empty.ts';
import { Flag, Index, Timestamp } from '../wire/values.ts';
import { JobDiff } from './diff/job-diff.ts';
import { WireJob } from './wire-job.ts';

export const JobPlanRequest = z
  .looseObject({
    Job: WireJob.nullish(),
    /** Also say what changes in the job. */
    Diff: Flag,
    PolicyOverride: Flag,
  })
  .meta({ id: 'JobPlanRequest' });
export type JobPlanRequest = z.infer<typeof JobPlanRequest>;

/** An evaluation that is not in the log, and so at no index. */
const PlannedEvaluation = WireEvaluation.omit({
  CreateIndex: true,
  ModifyIndex: true,
  JobModifyIndex: true,
  SnapshotIndex: true,
  QueuedAllocations: true,
}).meta({ id: 'PlannedEvaluation' });

/** What a registration would do. */
export const JobPlanResponse = z
  .object({
    Annotations: z.object({
      DesiredTGUpdates: z.record(z.string(), WireDesiredUpdates),
      /** Who would be evicted for room. */
      PreemptedAllocs: z.array(AllocationStub).nullable(),
    }),
    FailedTGAllocs: z.record(z.string(), AllocMetric).nullable(),
    /** 0 when there is no such job yet. */
    JobModifyIndex: Index,
    CreatedEvals: z.array(PlannedEvaluation).nullable(),
    Diff: JobDiff.nullable(),
    NextPeriodicLaunch: Timestamp.nullable(),
    Warnings: z.string(),
    Index,
  })
  .meta({ id: 'JobPlanResponse' });
export type JobPlanResponse = z.infer<typeof JobPlanResponse>;

export function preemptedToWire(
  state: State,
  preempted: readonly AllocationRow[],
): JobPlanResponse['Annotations']['PreemptedAllocs'] {
  const details = { resources: false, taskStates: true };
  return nullIfEmpty(preempted.map((row) => allocationStub(state, row, details)));
}

export function createdEvalsToWire(
  state: State,
  created: readonly EvaluationRow[],
  nodePool: string,
): JobPlanResponse['CreatedEvals'] {
  const wire = created.map((row) => evaluationToWire(state, row, nodePool));
  return nullIfEmpty(wire.map((evaluation) => PlannedEvaluation.parse(evaluation)));
}
