import { z } from 'zod';
import { Name, Seq } from '../primitives.ts';

/** Someone asks for all that has ended to be forgotten now, however short ago it ended. */
export const GarbageCollectionRequested = z.object({
  type: z.literal('GarbageCollectionRequested'),
  v: z.literal(1),
});
export type GarbageCollectionRequested = z.infer<typeof GarbageCollectionRequested>;

/**
 * What ended long ago is forgotten. A name that meanwhile stands for something that goes on keeps it, so a
 * broker that decided on an old view can do no harm. Jobs and nodes are forgotten on their own subjects.
 */
export const GarbageCollected = z.object({
  type: z.literal('GarbageCollected'),
  v: z.literal(1),
  evalIds: z.array(Name),
  allocIds: z.array(Name),
  deploymentIds: z.array(Name),
  /** Seqs of versions of jobs that no job keeps and no allocation runs. */
  jobVersionSeqs: z.array(Seq),
  /** Jobs of which nothing is left but what was remembered of their subjects. */
  jobKeys: z.array(Name),
  /** Set when all that was asked for at this seq is done. */
  requestSeq: Seq.optional(),
});
export type GarbageCollected = z.infer<typeof GarbageCollected>;
