import type {
  AllocationDisconnected,
  AllocationPlaced,
  AllocationReconnected,
  AllocationStopped,
  AllocationUpdated,
  DeploymentCreated,
  DeploymentStatusChanged,
  EvaluationBlocked,
  EvaluationCompleted,
  EvaluationCreated,
  EvaluationFailed,
  JobKey,
  PlacementMetric,
  Seq,
} from '@steppe/domain';

export type NodePlanEvent =
  | AllocationStopped
  | AllocationUpdated
  | AllocationDisconnected
  | AllocationReconnected
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
  readonly events: readonly (DeploymentCreated | DeploymentStatusChanged)[];
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
  readonly deployment: DeploymentCommit | undefined;
  /** In order of the nodes' IDs. */
  readonly nodeCommits: readonly NodeCommit[];
  readonly outcome: OutcomeCommit;
  /** With `explain`: for each placement by its allocation's ID, how the nodes compared. */
  readonly metrics: ReadonlyMap<string, PlacementMetric>;
}
