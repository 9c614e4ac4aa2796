import { Seq } from '@steppe/domain';
import { z } from 'zod';
import type { EventLog } from './event-log.ts';
import type { Leases } from './lease.ts';
import type { LiveBus } from './live-bus.ts';
import type { Snapshots } from './snapshot/snapshots.ts';
import type { WorkQueue } from './work-queue.ts';

/** An evaluation that the broker released to the workers. */
export const ReadyEvaluation = z
  .object({
    evalId: z.string().min(1),
    namespace: z.string().min(1),
    jobId: z.string().min(1),
    /** A worker's view must have applied this seq before it schedules. */
    minSeq: Seq,
  })
  .readonly();
export type ReadyEvaluation = z.infer<typeof ReadyEvaluation>;

/** All that the services share, opened once per process by one of the two adapters. */
export interface EventStore {
  readonly log: EventLog;
  /** Evaluations that are ready for a scheduler-worker. */
  readonly ready: WorkQueue<ReadyEvaluation>;
  readonly leases: Leases;
  readonly live: LiveBus;
  readonly snapshots: Snapshots;
  close(): Promise<void>;
}
