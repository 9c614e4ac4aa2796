import type { EpochMs, Seq } from '../primitives.ts';
import type { Job } from './job.ts';
import type { TaskGroup } from './task-group.ts';

/** One registration of a job. Allocations share it by reference, and placements name it by `seq`. */
export interface JobVersion {
  readonly job: Job;
  /** Counts registrations that changed the job, from 0. */
  readonly version: number;
  /** The seq of the JobRegistered event: Nomad's JobModifyIndex. */
  readonly seq: Seq;
  readonly submittedAtMs: EpochMs;
  /** Whether a deployment of this version succeeded: a target for auto-revert. */
  readonly stable: boolean;
  /** Whether this version says that nothing of the job shall run: stopping a job makes a version too. */
  readonly stopped: boolean;
  /** The name that a person gave it. */
  readonly tag?: JobVersionTag | undefined;
}

export interface JobVersionTag {
  readonly name: string;
  readonly description: string;
  readonly taggedAtMs: EpochMs;
}

export function groupOf(version: JobVersion, groupName: string): TaskGroup | undefined {
  return version.job.groups.find((group) => group.name === groupName);
}
