import { z } from 'zod';
import {
  JobScalingNoted,
  JobStabilityChanged,
  JobVersionTagged,
  JobVersionUntagged,
} from './job-events.ts';

/** What is noted of a job beside its registrations. Nothing is to be evaluated for it. */
export const JobNote = z.discriminatedUnion('type', [
  JobScalingNoted,
  JobStabilityChanged,
  JobVersionTagged,
  JobVersionUntagged,
]);
export type JobNote = z.infer<typeof JobNote>;

const TYPES: ReadonlySet<string> = new Set(JobNote.options.map((event) => event.shape.type.value));

export function isJobNote(event: { readonly type: string }): event is JobNote {
  return TYPES.has(event.type);
}
