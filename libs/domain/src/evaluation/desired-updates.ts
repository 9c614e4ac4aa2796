import { z } from 'zod';

const Count = z.int().nonnegative().default(0);

/** What the plan of an evaluation does to one group, in allocations: Nomad's DesiredUpdates. */
export const DesiredUpdates = z.object({
  ignore: Count,
  place: Count,
  migrate: Count,
  stop: Count,
  inPlaceUpdate: Count,
  destructiveUpdate: Count,
  canary: Count,
  preemptions: Count,
  disconnect: Count,
  reconnect: Count,
  rescheduleNow: Count,
  rescheduleLater: Count,
});
export type DesiredUpdates = z.infer<typeof DesiredUpdates>;
