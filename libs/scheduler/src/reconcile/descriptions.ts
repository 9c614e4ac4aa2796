/** Nomad's words for why the scheduler did something (events.tsv: alloc-desired-description and others). */
export const ALLOC = {
  notNeeded: 'alloc not needed due to job update',
  migrating: 'alloc is being migrated',
  updating: 'alloc is being updated due to job update',
  lost: 'alloc is lost since its node is down',
  nodeTainted: 'alloc not needed as node is tainted',
  rescheduled: 'alloc was rescheduled because it failed',
  reconnected: 'alloc not needed due to disconnected client reconnect',
} as const;

export const EVALUATION = {
  failedPlacements: 'created to place remaining allocations',
  maxPlanAttempts: 'created due to placement conflicts',
  delayedRescheduling: 'created for delayed rescheduling',
  disconnectTimeout: 'created for delayed disconnect timeout',
} as const;

export const DEPLOYMENT = {
  running: 'Deployment is running',
  needsPromotion: 'Deployment is running but requires manual promotion',
  autoPromotion: 'Deployment is running pending automatic promotion',
  successful: 'Deployment completed successfully',
  jobStopped: 'Cancelled because job is stopped',
  newerJob: 'Cancelled due to newer version of job',
} as const;
