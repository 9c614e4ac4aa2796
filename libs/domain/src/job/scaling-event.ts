import type { JobScalingNoted } from '../events/job-events.ts';
import type { EpochMs, Seq } from '../primitives.ts';

/** So many of a group are kept, the latest, as Nomad does. */
export const SCALING_EVENTS_MAX = 20;

/** What is remembered of one change of a group's count, or of why there was none. */
export interface ScalingEvent extends Pick<
  JobScalingNoted,
  'count' | 'previousCount' | 'message' | 'error' | 'meta' | 'evalId'
> {
  readonly atMs: EpochMs;
  readonly seq: Seq;
}

/** A job's, newest first, by the names of its groups. */
export type ScalingEvents = Readonly<Record<string, readonly ScalingEvent[]>>;
