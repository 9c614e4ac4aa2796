import { z } from 'zod';
import { Name, type Seq, StringMap } from '../primitives.ts';

/** How the jobs of a pool are scheduled, where that differs from the cluster's settings. */
export const PoolScheduling = z.object({
  algorithm: z.enum(['binpack', 'spread']).optional(),
  memoryOversubscription: z.boolean().optional(),
});
export type PoolScheduling = z.infer<typeof PoolScheduling>;

/** A set of nodes. Each node is in one pool, and each job is for the nodes of one. */
export const NodePool = z.object({
  name: Name,
  description: z.string(),
  meta: StringMap.optional(),
  scheduling: PoolScheduling.optional(),
  /** How long an identity of a node of this pool is valid. */
  identityTtlMs: z.number().positive().optional(),
});
export type NodePool = z.infer<typeof NodePool>;

/** A node pool in the state. */
export interface NodePoolRow {
  readonly pool: NodePool;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
}

/** The pool of every node, whatever other pool it is in. */
export const ALL_NODES_POOL = 'all';
export const DEFAULT_NODE_POOL = 'default';

export function isBuiltInPool(name: string): boolean {
  return name === ALL_NODES_POOL || name === DEFAULT_NODE_POOL;
}

export function builtInNodePools(): Map<string, NodePoolRow> {
  return new Map([
    builtIn(ALL_NODES_POOL, 'Node pool with all nodes in the cluster.'),
    builtIn(DEFAULT_NODE_POOL, 'Default node pool.'),
  ]);
}

function builtIn(name: string, description: string): [string, NodePoolRow] {
  return [name, { pool: { name, description }, createSeq: 1, modifySeq: 1 }];
}
