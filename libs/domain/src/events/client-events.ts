import { z } from 'zod';
import {
  AllocationNetwork,
  ClientStatus,
  TaskEvent,
  TaskStatus,
} from '../allocation/allocation.ts';
import { Node } from '../node/node.ts';
import { EpochMs, Name } from '../primitives.ts';

/** A node says what it is; said again whenever its fingerprint changes, and when it had been down. */
export const NodeRegistered = z.object({
  type: z.literal('NodeRegistered'),
  v: z.literal(1),
  node: Node,
});
export type NodeRegistered = z.infer<typeof NodeRegistered>;

/**
 * What changed in one allocation since the node's last report. Task events are only the new ones, so that
 * an entry stays small; a task's other fields are whole.
 */
export const AllocationStatusReported = z.object({
  type: z.literal('AllocationStatusReported'),
  v: z.literal(1),
  allocId: Name,
  clientStatus: ClientStatus,
  clientDescription: z.string(),
  tasks: z.record(z.string(), TaskStatus.extend({ newEvents: z.array(TaskEvent) })),
  /** Of an allocation with a network of its own, once it is there. */
  network: AllocationNetwork.optional(),
  /** Set once the allocation has been found healthy or unhealthy for its deployment. */
  deploymentHealth: z.object({ healthy: z.boolean(), atMs: EpochMs }).optional(),
});
export type AllocationStatusReported = z.infer<typeof AllocationStatusReported>;
