import { z } from 'zod';
import { JobType } from '../job/job.ts';
import { EpochMs, Name, Seq } from '../primitives.ts';

export const EvaluationStatus = z.enum(['blocked', 'pending', 'complete', 'failed', 'canceled']);
export type EvaluationStatus = z.infer<typeof EvaluationStatus>;

/** Why an evaluation exists; the names are Nomad's (events.tsv, eval-trigger). */
export const EvaluationTrigger = z.enum([
  'job-register',
  'job-deregister',
  'periodic-job',
  'node-drain',
  'node-update',
  'alloc-stop',
  'scheduled',
  'rolling-update',
  'deployment-watcher',
  'failed-follow-up',
  'max-plan-attempts',
  'alloc-failure',
  'queued-allocs',
  'preemption',
  'job-scaling',
  'max-disconnect-timeout',
  'reconnect',
  'alloc-reschedule',
]);
export type EvaluationTrigger = z.infer<typeof EvaluationTrigger>;

/** A question to the scheduler: does what runs for this job match what is wanted? */
export const Evaluation = z.object({
  id: Name,
  namespace: Name,
  jobId: Name,
  type: JobType,
  priority: z.int(),
  triggeredBy: EvaluationTrigger,
  /** The node whose change triggered it; with `node-update` and `node-drain`. */
  nodeId: z.string().optional(),
  deploymentId: z.string().optional(),
  /** Seq of the job's registration that triggered it. */
  jobSeq: Seq.optional(),
  previousEvalId: z.string().optional(),
  /** Not to be processed before this time. */
  waitUntilMs: EpochMs.optional(),
  statusDescription: z.string().optional(),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** Which node classes could not or could take what a blocked evaluation waits to place. */
export const BlockedOn = z.object({
  /** Class → whether it is eligible. A class not named here was not seen. */
  classEligibility: z.record(z.string(), z.boolean()),
  /** A constraint reads unique attributes, so classes say nothing: each node may help. */
  escapedComputedClass: z.boolean(),
  /** The state that the scheduler saw; capacity that came later must wake it at once. */
  snapshotSeq: Seq,
});
export type BlockedOn = z.infer<typeof BlockedOn>;
