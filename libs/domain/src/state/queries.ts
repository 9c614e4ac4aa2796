import { type AllocationRow, isTerminal } from '../allocation/allocation-row.ts';
import { type DeploymentRow, isActiveDeployment } from '../deployment/deployment-row.ts';
import { type EvaluationRow, isTerminalEvaluation } from '../evaluation/evaluation-row.ts';
import { jobKey, type JobKey, launchesOthers } from '../job/job.ts';
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

/** What was launched from a job, in order of the first launch. */
export function childrenOfJob(state: State, key: JobKey): JobRow[] {
  return rows(state.jobs, state.index.childrenByJob.get(key));
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
 * A job's status follows from its allocations, deployments and evaluations. What launches others, and a system job,
 * runs until it is stopped; a service runs as long as it is being deployed, even if all that it has so far is a failed
 * allocation. Source: Nomad's own answers.
 */
export function jobStatus(state: State, { current: { job }, stopped }: JobRow): JobStatus {
  if (job.type === 'system' || launchesOthers(job)) return stopped ? 'dead' : 'running';
  const key = jobKey(job.namespace, job.id);
  for (const id of state.index.allocsByJob.get(key) ?? []) {
    const row = state.allocs.get(id);
    if (row && !isTerminal(row)) return 'running';
  }
  if (stopped) return 'dead';
  if (activeDeployment(state, key)) return 'running';
  // Evaluations are forgotten some time after they ended, so that none may be left.
  return evalsOfJob(state, key).every(isTerminalEvaluation) ? 'dead' : 'pending';
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
