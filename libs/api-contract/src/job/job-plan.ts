import type { AllocationRow, State } from '@steppe/domain';
import { z } from 'zod';
import { AllocMetric } from '../allocation/alloc-metric.ts';
import { AllocationStub, allocationStub } from '../allocation/allocation-stub.ts';
import { WireDesiredUpdates } from '../evaluation/evaluation-to-wire.ts';
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
    CreatedEvals: z.null(),
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
