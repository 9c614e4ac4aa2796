import { z } from 'zod';
import type { Seq } from '../primitives.ts';

/** `binpack` fills nodes up one by one; `spread` levels their use. */
export const SchedulerAlgorithm = z.enum(['binpack', 'spread']);
export type SchedulerAlgorithm = z.infer<typeof SchedulerAlgorithm>;

/** What operators may switch for the whole cluster while it runs: Nomad's scheduler configuration. */
export const SchedulerConfiguration = z.object({
  algorithm: SchedulerAlgorithm,
  /** Whether a job of the type may evict allocations of a priority lower by 10 or more. */
  preemption: z.object({
    service: z.boolean(),
    batch: z.boolean(),
    system: z.boolean(),
    sysbatch: z.boolean(),
  }),
  /** Whether `memory_max` lets a task use more memory than is reserved for it. */
  memoryOversubscription: z.boolean(),
  /** Only management tokens may register, scale and dispatch jobs. */
  rejectJobRegistration: z.boolean(),
  /** Evaluations wait until it is switched off again. */
  pauseEvalBroker: z.boolean(),
  /** Kept for tools that set it; every feasible node is ranked whatever it says. */
  nodeLimit: z.int().nonnegative(),
});
export type SchedulerConfiguration = z.infer<typeof SchedulerConfiguration>;

/** As long as nobody has set another: bin packing, and preemption for system jobs only. */
export const DEFAULT_SCHEDULER_CONFIGURATION: SchedulerConfiguration = {
  algorithm: 'binpack',
  preemption: { service: false, batch: false, system: true, sysbatch: false },
  memoryOversubscription: false,
  rejectJobRegistration: false,
  pauseEvalBroker: false,
  nodeLimit: 0,
};

/** The scheduler configuration in the state; seqs are 0 as long as nobody has set it. */
export interface SchedulerConfigurationRow {
  readonly configuration: SchedulerConfiguration;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
}

export const INITIAL_SCHEDULER_CONFIGURATION: SchedulerConfigurationRow = {
  configuration: DEFAULT_SCHEDULER_CONFIGURATION,
  createSeq: 0,
  modifySeq: 0,
};
