import { z } from 'zod';
import { Flag, Index, Opaque, Text, TextMap, Whole } from '../wire/values.ts';

/** Changes how many allocations of a group are wanted. */
export const JobScaleRequest = z
  .looseObject({
    Count: Whole,
    /** Names the group under `Group`. */
    Target: TextMap,
    Message: Text,
    /** Whether it says why nothing is scaled. */
    Error: Flag,
    /** The autoscaler's own words. */
    Meta: Opaque,
    EnforceIndex: Flag,
    JobModifyIndex: Whole,
  })
  .meta({ id: 'JobScaleRequest' });
export type JobScaleRequest = z.infer<typeof JobScaleRequest>;

/** Takes a job back to an earlier version. */
export const JobRevertRequest = z
  .looseObject({
    JobID: Text,
    JobVersion: Whole,
    /** Only if the job is at this version now. */
    EnforcePriorVersion: Whole,
  })
  .meta({ id: 'JobRevertRequest' });
export type JobRevertRequest = z.infer<typeof JobRevertRequest>;

/** Says whether a version of a job is one to go back to. */
export const JobStabilityRequest = z
  .looseObject({ JobID: Text, JobVersion: Whole, Stable: Flag })
  .meta({ id: 'JobStabilityRequest' });
export type JobStabilityRequest = z.infer<typeof JobStabilityRequest>;

export const JobStabilityResponse = z.object({ Index }).meta({ id: 'JobStabilityResponse' });
export type JobStabilityResponse = z.infer<typeof JobStabilityResponse>;

/** The answer to a launch of a periodic job that was asked for. */
export const PeriodicForceResponse = z
  .object({ EvalID: z.string(), EvalCreateIndex: Index, Index })
  .meta({ id: 'PeriodicForceResponse' });
export type PeriodicForceResponse = z.infer<typeof PeriodicForceResponse>;
