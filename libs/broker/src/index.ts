export { Broker, type BrokerStart } from './broker.ts';
export { type BrokerOptions, DEFAULT_OPTIONS } from './broker-options.ts';
export type { Append, Command, Release, Warning } from './command.ts';
export { type Reverting, revertingOf } from './deployments/auto-revert.ts';
export { statusInSilence } from './heartbeat/node-liveness.ts';
export { periodicChildOf } from './periodic/child-job.ts';
export { type CronSpec, parseCron } from './periodic/cron-spec.ts';
export { nextOf, type PeriodicPlan, periodicPlanOf } from './periodic/periodic-plan.ts';
export { DELIVERY_LIMIT, DELIVERY_LIMIT_REACHED } from './queue/delivery-limit.ts';
