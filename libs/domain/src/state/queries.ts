import { type AllocationRow, isTerminal } from '../allocation/allocation-row.ts';
import { type DeploymentRow, isActiveDeployment } from '../deployment/deployment-row.ts';
import { type EvaluationRow, isTerminalEvaluation } from '../evaluation/evaluation-row.ts';
import { jobKey, type JobKey } from '../job/job.ts';
import type { PoolScheduling } from '../node-pool/node-pool.ts';
import type { JobRow, State } from './tables.ts';

/** Allocations of a job, in order of their creation. */
export function allocsOfJob(state: State, key: JobKey): AllocationRow[] {
  return rows(state.allocs, state.index.allocsByJob.get(key));
}

/** Allocations placed on a node, in order of their creation. */
export function allocsOfNode(state: State, nodeId: string): AllocationRow[] {
  return rows(state.allocs, state.index.allocsByNode.get(nodeId));
}

/** Allocations that an evaluation placed or changed, in order of their creation. */
export function allocsOfEval(state: State, evalId: string): AllocationRow[] {
  return rows(state.allocs, state.index.allocsByEval.get(evalId));
}

/** Evaluations of a job, in order of their creation. */
export function evalsOfJob(state: State, key: JobKey): EvaluationRow[] {
  return rows(state.evals, state.index.evalsByJob.get(key));
}

/** Deployments of a job, in order of their creation. */
export function deploymentsOfJob(state: State, key: JobKey): DeploymentRow[] {
  return rows(state.deployments, state.index.deploymentsByJob.get(key));
}

export function latestDeployment(state: State, key: JobKey): DeploymentRow | undefined {
  return deploymentsOfJob(state, key).at(-1);
}

export function activeDeployment(state: State, key: JobKey): DeploymentRow | undefined {
  return deploymentsOfJob(state, key).findLast(isActiveDeployment);
}

export type JobStatus = 'pending' | 'running' | 'dead';

/**
 * A job's status follows from its allocations and evaluations: a long-lived job that is not stopped runs,
 * as soon as it was evaluated once, even while nothing could be placed.
 */
export function jobStatus(state: State, { current: { job }, stopped }: JobRow): JobStatus {
  const key = jobKey(job.namespace, job.id);
  for (const id of state.index.allocsByJob.get(key) ?? []) {
    const row = state.allocs.get(id);
    if (row && !isTerminal(row)) return 'running';
  }
  if (stopped) return 'dead';
  const evals = evalsOfJob(state, key);
  const longLived =
    job.type === 'service' || job.type === 'system' || job.periodic || job.parameterized;
  if (longLived) return evals.some((row) => row.status === 'complete') ? 'running' : 'pending';
  const open = evals.some((row) => !isTerminalEvaluation(row));
  return open || evals.length === 0 ? 'pending' : 'dead';
}

/** How the scheduler treats a pool, where its operator said so. */
export function schedulingOfPool(state: State, poolName: string): PoolScheduling {
  return state.nodePools.get(poolName)?.pool.scheduling ?? {};
}

function rows<T>(table: ReadonlyMap<string, T>, ids: Iterable<string> | undefined): T[] {
  const found: T[] = [];
  for (const id of ids ?? []) {
    const row = table.get(id);
    if (row !== undefined) found.push(row);
  }
  return found;
}
