import { z } from 'zod';
import { Namespace } from '../namespace/namespace.ts';
import { NodePool } from '../node-pool/node-pool.ts';
import { Name } from '../primitives.ts';

/** A namespace is to be as it says here, whether it was there before or not. */
export const NamespaceApplied = z.object({
  type: z.literal('NamespaceApplied'),
  v: z.literal(1),
  namespace: Namespace,
});
export type NamespaceApplied = z.infer<typeof NamespaceApplied>;

export const NamespaceDeleted = z.object({
  type: z.literal('NamespaceDeleted'),
  v: z.literal(1),
  name: Name,
});
export type NamespaceDeleted = z.infer<typeof NamespaceDeleted>;

/** A node pool is to be as it says here, whether it was there before or not. */
export const NodePoolApplied = z.object({
  type: z.literal('NodePoolApplied'),
  v: z.literal(1),
  pool: NodePool,
});
export type NodePoolApplied = z.infer<typeof NodePoolApplied>;

export const NodePoolDeleted = z.object({
  type: z.literal('NodePoolDeleted'),
  v: z.literal(1),
  name: Name,
});
export type NodePoolDeleted = z.infer<typeof NodePoolDeleted>;
