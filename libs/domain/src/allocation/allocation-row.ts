import type { JobVersion } from '../job/job-version.ts';
import type { AllocatedDevice } from '../node/node-devices.ts';
import type { EpochMs, Seq } from '../primitives.ts';
import type {
  AllocatedPort,
  AllocationNetwork,
  ClientStatus,
  DesiredStatus,
  TaskEvent,
  TaskStatus,
} from './allocation.ts';

/** At most so many events are kept per task, the latest, as Nomad does. */
export const TASK_EVENTS_MAX = 10;

export interface TaskStateRow extends TaskStatus {
  readonly events: readonly TaskEvent[];
}

/** Health of an allocation as its deployment counts it. */
export interface DeploymentHealth {
  readonly healthy: boolean | undefined;
  readonly atMs: EpochMs;
  readonly canary: boolean;
  readonly modifySeq: Seq;
}

/** Each earlier attempt of a rescheduled allocation, oldest first. */
export interface RescheduleAttempt {
  readonly atMs: EpochMs;
  readonly previousAllocId: string;
  readonly previousNodeId: string;
  readonly delayMs: number;
}

/** So many disconnections of an allocation are kept, the latest. */
export const DISCONNECTIONS_MAX = 10;

/** A time in which an allocation's node was out of touch, so that nobody knew what became of it. */
export interface Disconnection {
  readonly sinceMs: EpochMs;
  /** Undefined until the scheduler took the allocation back. */
  readonly untilMs: EpochMs | undefined;
}

/** An allocation in the state. */
export interface AllocationRow {
  readonly id: string;
  readonly evalId: string;
  readonly nodeId: string;
  /** The version of the job that it runs, shared by reference. */
  readonly jobVersion: JobVersion;
  readonly groupName: string;
  readonly index: number;
  readonly ports: readonly AllocatedPort[];
  readonly cores: Readonly<Record<string, readonly number[]>> | undefined;
  readonly devices: readonly AllocatedDevice[] | undefined;
  readonly memoryOversubscribed: true | undefined;
  readonly desiredStatus: DesiredStatus;
  readonly desiredDescription: string;
  /** Whether a drain or a person asked for it to be placed elsewhere. */
  readonly migrateRequested: boolean;
  /** A person asked for it to be placed anew, though its policy would not, or not yet. */
  readonly rescheduleForced?: true | undefined;
  /** Whoever asked for it to be placed elsewhere called that a reschedule. */
  readonly rescheduleRequested?: true | undefined;
  /** A person asked for its tasks to end without their `shutdown_delay`. */
  readonly shutdownDelaySkipped?: true | undefined;
  readonly clientStatus: ClientStatus;
  readonly clientDescription: string;
  readonly taskStates: Readonly<Record<string, TaskStateRow>>;
  /** Where it is on a network of its own; undefined for those on their node's. */
  readonly network?: AllocationNetwork | undefined;
  readonly deploymentId: string | undefined;
  readonly health: DeploymentHealth | undefined;
  /** Those that were evicted for it, and the one for which it was evicted. */
  readonly preemptedAllocIds: readonly string[] | undefined;
  readonly preemptedByAllocId: string | undefined;
  readonly previousAllocId: string | undefined;
  readonly nextAllocId: string | undefined;
  readonly followupEvalId: string | undefined;
  readonly reschedules: readonly RescheduleAttempt[];
  /** Undefined, not empty, for the many that never were. */
  readonly disconnections: readonly Disconnection[] | undefined;
  /** What its node scored; known of groups that `disconnect` lets compare it with that of a replacement. */
  readonly score: number | undefined;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
  /** Last seq at which the servers, not the client, changed it. */
  readonly allocModifySeq: Seq;
  readonly createdAtMs: EpochMs;
  readonly modifiedAtMs: EpochMs;
}

/** e.g. `hello.example[0]`. */
export function allocationName(jobId: string, group: string, index: number): string {
  return `${jobId}.${group}[${index}]`;
}

export function nameOf(row: AllocationRow): string {
  return allocationName(row.jobVersion.job.id, row.groupName, row.index);
}

/** Since when an allocation is out of touch that the scheduler did not take back yet. */
export function disconnectedSinceMs({ disconnections }: AllocationRow): EpochMs | undefined {
  const last = disconnections?.at(-1);
  return last?.untilMs === undefined ? last?.sinceMs : undefined;
}

/** The client will not change it any more. */
export function isClientTerminal(row: AllocationRow): boolean {
  const { clientStatus } = row;
  return clientStatus === 'complete' || clientStatus === 'failed' || clientStatus === 'lost';
}

/** It was told to stop, or it ended. */
export function isTerminal(row: AllocationRow): boolean {
  return row.desiredStatus !== 'run' || isClientTerminal(row);
}

/**
 * Whether it takes room on its node, and its ports: until its client says that it ended, also while it stops. What
 * counts here counts for every service alike.
 */
export function holdsResources(row: AllocationRow): boolean {
  return !isClientTerminal(row);
}
