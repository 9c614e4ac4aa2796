export { explainNodes, type NodeExplanation } from './explain.ts';
export { LOGIC_VERSION } from './logic-version.ts';
export type {
  DeploymentCommit,
  NodeCommit,
  NodePlanEvent,
  OutcomeCommit,
  OutcomeEvent,
  Plan,
} from './plan/plan.ts';
export { giveUp, schedule, type ScheduleOptions } from './schedule.ts';
