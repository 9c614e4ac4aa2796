import { z } from 'zod';
import { SchedulerConfiguration } from '../config/scheduler-configuration.ts';

/** An operator switched something of the scheduler: the whole configuration from here on. */
export const SchedulerConfigurationChanged = z.object({
  type: z.literal('SchedulerConfigurationChanged'),
  v: z.literal(1),
  configuration: SchedulerConfiguration,
});
export type SchedulerConfigurationChanged = z.infer<typeof SchedulerConfigurationChanged>;
