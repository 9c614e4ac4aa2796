import { z } from 'zod';
import {
  JobScalingNoted,
  JobStabilityChanged,
  JobVersionTagged,
  JobVersionUntagged,
} from './job-events.ts';
import { eventGuard } from './event-guard.ts';

/** What is noted of a job beside its registrations. Nothing is to be evaluated for it. */
export const JobNote = z.discriminatedUnion('type', [
  JobScalingNoted,
  JobStabilityChanged,
  JobVersionTagged,
  JobVersionUntagged,
]);
export type JobNote = z.infer<typeof JobNote>;

export const isJobNote = eventGuard(JobNote);
