import type {
  AllocationDisconnected,
  AllocationPlaced,
  AllocationReconnected,
  AllocationRescheduleDelayed,
  AllocationStopped,
  AllocationUpdated,
  DeploymentCreated,
  DeploymentGoalChanged,
  DeploymentStatusChanged,
  EpochMs,
  EvaluationBlocked,
  EvaluationCompleted,
  EvaluationCreated,
  EvaluationFailed,
  JobKey,
  Seq,
} from '@steppe/domain';
import type { PlacementExplanation } from '../explain/explanations.ts';

export type NodePlanEvent =
  | AllocationStopped
  | AllocationUpdated
  | AllocationDisconnected
  | AllocationReconnected
  | AllocationRescheduleDelayed
  | AllocationPlaced;

/** All that a plan tells one node: one entry of the log, so the node gets it all or nothing of it. */
export interface NodeCommit {
  readonly nodeId: string;
  /** Last seq on the node's subject that the plan has seen; undefined when the node itself is gone. */
  readonly expectedSeq: Seq | undefined;
  /** Stops first, then updates, then placements. */
  readonly events: readonly NodePlanEvent[];
}

export interface DeploymentCommit {
  readonly expectedSeq: Seq;
  readonly events: readonly (DeploymentCreated | DeploymentGoalChanged | DeploymentStatusChanged)[];
}

export type OutcomeEvent =
  | EvaluationCompleted
  | EvaluationBlocked
  | EvaluationCreated
  | EvaluationFailed;

/** What becomes of the evaluation itself, once the rest of the plan is in the log. */
export interface OutcomeCommit {
  readonly expectedSeq: Seq;
  readonly events: readonly OutcomeEvent[];
}

/**
 * What the scheduler decided for one evaluation on the state at `snapshotSeq`. It is to be appended in this
 * order: the deployment, then the nodes (in any order), then the outcome.
 */
export interface Plan {
  readonly evalId: string;
  readonly jobKey: JobKey;
  readonly snapshotSeq: Seq;
  /** When it was decided. Its entries say so, so that the decision can be taken again. */
  readonly atMs: EpochMs;
  readonly deployment: DeploymentCommit | undefined;
  /** In order of the nodes' IDs. */
  readonly nodeCommits: readonly NodeCommit[];
  readonly outcome: OutcomeCommit;
  /** How placements came about, when that was asked for. */
  readonly explanations: readonly PlacementExplanation[];
}
