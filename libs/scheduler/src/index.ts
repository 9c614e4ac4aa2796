export {
  type AllocationExplanation,
  type EvaluationExplanation,
  explainEvaluation,
  explainPlan,
} from './explain/explain-evaluation.ts';
export { explainNodes, type NodeExplanation } from './explain/explain-nodes.ts';
export {
  EXPLAINED_MAX,
  type NodeVerdict,
  type PlacementExplanation,
} from './explain/explanations.ts';
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
