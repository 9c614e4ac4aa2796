import { z } from 'zod';
import { AllocatedDevice } from '../node/node-devices.ts';
import { DurationMs, EpochMs, Name, Seq, StringMap } from '../primitives.ts';

export const DesiredStatus = z.enum(['run', 'stop', 'evict']);
export type DesiredStatus = z.infer<typeof DesiredStatus>;

export const ClientStatus = z.enum(['pending', 'running', 'complete', 'failed', 'lost', 'unknown']);
export type ClientStatus = z.infer<typeof ClientStatus>;

/** A host port that an allocation holds. */
export const AllocatedPort = z.object({
  label: z.string(),
  value: z.int(),
  to: z.int(),
  hostIp: z.string(),
  /** The host network that it is on; absent for the default one. */
  hostNetwork: z.string().optional(),
  /** The task, when the port was asked for by a task's own network. */
  task: z.string().optional(),
});
export type AllocatedPort = z.infer<typeof AllocatedPort>;

/** The name servers of a network, as its job names them. */
export const NetworkDns = z.object({
  servers: z.array(z.string()),
  searches: z.array(z.string()),
  options: z.array(z.string()),
});
export type NetworkDns = z.infer<typeof NetworkDns>;

/** Where an allocation that has a network of its own is on it. */
export const AllocationNetwork = z.object({
  interfaceName: z.string(),
  address: z.string(),
  /** Empty when it has none. */
  addressIpv6: z.string(),
  dns: NetworkDns.optional(),
});
export type AllocationNetwork = z.infer<typeof AllocationNetwork>;

/** Something that happened to a task; `type` and detail keys are Nomad's (events.tsv, task-event-type). */
export const TaskEvent = z.object({
  type: z.string(),
  atMs: EpochMs,
  /** The sentence that people read. */
  displayMessage: z.string(),
  message: z.string().optional(),
  details: StringMap.optional(),
  failsTask: z.boolean().optional(),
});
export type TaskEvent = z.infer<typeof TaskEvent>;

export const TaskRunState = z.enum(['pending', 'running', 'dead']);

/** A task's state without its events. */
export const TaskStatus = z.object({
  state: TaskRunState,
  failed: z.boolean(),
  restarts: z.int().nonnegative(),
  lastRestartMs: EpochMs.optional(),
  startedAtMs: EpochMs.optional(),
  finishedAtMs: EpochMs.optional(),
});
export type TaskStatus = z.infer<typeof TaskStatus>;

/** One placement of a task group on a node, as the log tells it. */
export const Placement = z.object({
  allocId: Name,
  evalId: Name,
  namespace: Name,
  jobId: Name,
  /** Seq of the JobRegistered event that describes what to run; agents fetch it once and cache it. */
  jobSeq: Seq,
  group: Name,
  /** Index in the group's names, from 0: `hello.example[0]`. */
  index: z.int().nonnegative(),
  ports: z.array(AllocatedPort),
  /** By task, the IDs of the cores that it has for itself. */
  cores: z.record(z.string(), z.array(z.int().nonnegative())).optional(),
  devices: z.array(AllocatedDevice).optional(),
  /** Whether `memory_max` holds: memory could be oversubscribed when it was placed. */
  memoryOversubscribed: z.boolean().optional(),
  deploymentId: z.string().optional(),
  canary: z.boolean().optional(),
  /** Allocations of less important jobs that are evicted for it. */
  preemptedAllocIds: z.array(Name).optional(),
  /** The allocation that this one replaces. */
  previousAllocId: z.string().optional(),
  /** Where that one ran, for a group whose data is to follow it from there. */
  previousNodeId: z.string().optional(),
  /** Set when the replacement is a reschedule of a failed one. */
  rescheduled: z.boolean().optional(),
  /** With `rescheduled`: how long the policy made it wait; the next delay grows from it. */
  rescheduleDelayMs: DurationMs.optional(),
  /** What the node scored, where `disconnect` may have to compare it with that of a replacement. */
  score: z.number().optional(),
});
export type Placement = z.infer<typeof Placement>;
