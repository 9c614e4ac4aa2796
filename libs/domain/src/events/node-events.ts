import { z } from 'zod';
import { ClientStatus, DesiredStatus, Placement } from '../allocation/allocation.ts';
import { DrainSpec, NodeEligibility, NodeStatus } from '../node/node.ts';
import { Name, Seq, StringMap } from '../primitives.ts';

/** An allocation is to run on the node whose subject carries this. Never a proposal: it holds its resources from here on. */
export const AllocationPlaced = z.object({
  type: z.literal('AllocationPlaced'),
  v: z.literal(1),
  placement: Placement,
});
export type AllocationPlaced = z.infer<typeof AllocationPlaced>;

/** A running allocation takes over a new version of its job without a restart. */
export const AllocationUpdated = z.object({
  type: z.literal('AllocationUpdated'),
  v: z.literal(1),
  allocId: Name,
  evalId: Name,
  jobSeq: Seq,
  deploymentId: z.string().optional(),
});
export type AllocationUpdated = z.infer<typeof AllocationUpdated>;

/** An allocation is to stop. */
export const AllocationStopped = z.object({
  type: z.literal('AllocationStopped'),
  v: z.literal(1),
  allocId: Name,
  desiredStatus: DesiredStatus.exclude(['run']),
  desiredDescription: z.string(),
  /** Set when the client cannot say it itself: `lost` with a node that is down. */
  clientStatus: ClientStatus.optional(),
  followupEvalId: z.string().optional(),
});
export type AllocationStopped = z.infer<typeof AllocationStopped>;

/** An allocation's node is out of touch: until it is back, nobody knows what became of the allocation. */
export const AllocationDisconnected = z.object({
  type: z.literal('AllocationDisconnected'),
  v: z.literal(1),
  allocId: Name,
  /** The evaluation that looks at it again at the latest. */
  followupEvalId: z.string().optional(),
});
export type AllocationDisconnected = z.infer<typeof AllocationDisconnected>;

/** An allocation that was out of touch goes on as it is. */
export const AllocationReconnected = z.object({
  type: z.literal('AllocationReconnected'),
  v: z.literal(1),
  allocId: Name,
});
export type AllocationReconnected = z.infer<typeof AllocationReconnected>;

/** An allocation is to be placed elsewhere and then stopped here: its node drains, or a person asked for it. */
export const AllocationMigrationRequested = z.object({
  type: z.literal('AllocationMigrationRequested'),
  v: z.literal(1),
  allocId: Name,
  /** Whoever asked for it calls it a reschedule; the scheduler does the same. */
  rescheduled: z.literal(true).optional(),
});
export type AllocationMigrationRequested = z.infer<typeof AllocationMigrationRequested>;

/** A person wants an allocation's tasks to end without their `shutdown_delay`, once they are to end. */
export const AllocationShutdownDelaySkipped = z.object({
  type: z.literal('AllocationShutdownDelaySkipped'),
  v: z.literal(1),
  allocId: Name,
});
export type AllocationShutdownDelaySkipped = z.infer<typeof AllocationShutdownDelaySkipped>;

/** A failed allocation is to be placed anew at once, whatever its policy counts: a person asked for it. */
export const AllocationRescheduleForced = z.object({
  type: z.literal('AllocationRescheduleForced'),
  v: z.literal(1),
  allocId: Name,
});
export type AllocationRescheduleForced = z.infer<typeof AllocationRescheduleForced>;

/** A failed allocation is placed anew later, since its policy wants a delay. */
export const AllocationRescheduleDelayed = z.object({
  type: z.literal('AllocationRescheduleDelayed'),
  v: z.literal(1),
  allocId: Name,
  /** The evaluation that does it. */
  followupEvalId: Name,
});
export type AllocationRescheduleDelayed = z.infer<typeof AllocationRescheduleDelayed>;

export const NodeStatusChanged = z.object({
  type: z.literal('NodeStatusChanged'),
  v: z.literal(1),
  nodeId: Name,
  status: NodeStatus,
  /** What `node status` shows, e.g. `Node heartbeat missed`. */
  message: z.string(),
});
export type NodeStatusChanged = z.infer<typeof NodeStatusChanged>;

export const NodeEligibilityChanged = z.object({
  type: z.literal('NodeEligibilityChanged'),
  v: z.literal(1),
  nodeId: Name,
  eligibility: NodeEligibility,
});
export type NodeEligibilityChanged = z.infer<typeof NodeEligibilityChanged>;

/** A drain starts, or with `drain` null ends. */
export const NodeDrainChanged = z.object({
  type: z.literal('NodeDrainChanged'),
  v: z.literal(1),
  nodeId: Name,
  drain: DrainSpec.nullable(),
  eligibility: NodeEligibility,
  /** What is noted with it, beside what was noted before. */
  meta: StringMap.optional(),
  /** Whether it ends though the node is not empty: a person asked for it. */
  cancelled: z.boolean().optional(),
});
export type NodeDrainChanged = z.infer<typeof NodeDrainChanged>;

/** The node takes no further part and is forgotten. */
export const NodeDeregistered = z.object({
  type: z.literal('NodeDeregistered'),
  v: z.literal(1),
  nodeId: Name,
});
export type NodeDeregistered = z.infer<typeof NodeDeregistered>;
