import type { EpochMs, Seq } from '../primitives.ts';
import type { Deployment, DeploymentStatus } from './deployment.ts';

/** How far a deployment got with one group. */
export interface DeploymentProgress {
  readonly placedAllocs: number;
  /** Of those, how many were stopped or lost before they were healthy: others take their place, or none. */
  readonly goneAllocs: number;
  readonly healthyAllocs: number;
  readonly unhealthyAllocs: number;
  readonly placedCanaries: readonly string[];
  readonly promoted: boolean;
  /** When the next allocation must be healthy; undefined until one is placed. */
  readonly requireProgressByMs: EpochMs | undefined;
}

/** A deployment in the state. */
export interface DeploymentRow {
  readonly deployment: Deployment;
  readonly status: DeploymentStatus;
  readonly statusDescription: string;
  readonly progress: Readonly<Record<string, DeploymentProgress>>;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
  readonly createdAtMs: EpochMs;
  readonly modifiedAtMs: EpochMs;
}

/** An active deployment can still make progress. */
export function isActiveDeployment({ status }: DeploymentRow): boolean {
  return (
    status === 'running' ||
    status === 'paused' ||
    status === 'initializing' ||
    status === 'pending' ||
    status === 'blocked' ||
    status === 'unblocking'
  );
}
