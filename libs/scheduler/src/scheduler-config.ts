/** What operators may switch for the whole cluster: Nomad's scheduler configuration. */
export interface SchedulerConfig {
  /** `binpack` fills nodes up one by one; `spread` levels their use. */
  readonly algorithm: 'binpack' | 'spread';
  /** Whether a job of the type may evict allocations of a priority lower by 10 or more. */
  readonly preemption: Readonly<Record<'service' | 'batch' | 'system' | 'sysbatch', boolean>>;
}

/** @default Nomad's defaults: bin packing, and preemption for system jobs only. */
export const DEFAULT_SCHEDULER_CONFIG: SchedulerConfig = {
  algorithm: 'binpack',
  preemption: { service: false, batch: false, system: true, sysbatch: false },
};
