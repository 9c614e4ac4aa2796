import {
  type AllocationRow,
  type DeploymentStatus,
  type DesiredUpdates,
  type Job,
  subjects,
  type TaskGroup,
  type UpdateStrategy,
} from '@steppe/domain';
import type { Plan } from '../plan/plan.ts';
import { clusterOf, type TestCluster } from './cluster.ts';
import { aGroup, aJob, anUpdate, aTask } from './job-builder.ts';
import { someNodes } from './node-builder.ts';

const { resources } = aTask();
const WHOLE_NODE = { ...resources, cpuMhz: 4_000 };
/** Takes a whole node, so that each allocation has a node of its own. */
export const taskOf = (user: string) => aTask({ user, resources: WHOLE_NODE });
export const CHANGED = { tasks: [taskOf('other')] };
export const NONE = 'none';

export type Shape = Partial<TaskGroup>;
export const groupOf = (shape: Shape) => aGroup({ tasks: [taskOf('')], ...shape });
export const jobOf = (shape: Shape, job: Partial<Job> = {}) =>
  aJob({ groups: [groupOf(shape)], ...job });

/** `count` healthy allocations of `j.g` on nodes of their own, of twenty. */
export function running(
  count: number,
  shape: Shape = {},
  type: Job['type'] = 'service',
): TestCluster {
  const cluster = clusterOf(someNodes(20));
  cluster.run(cluster.register(jobOf({ count, ...shape }, { type })));
  cluster.allRunning('j');
  return settle(cluster);
}

/** The deployment, if there is one, ends well. */
function settle(cluster: TestCluster): TestCluster {
  cluster.run(cluster.evaluate('j', 'deployment-watcher'));
  return cluster;
}

export const at = (cluster: TestCluster, index: number): AllocationRow => {
  const found = cluster.living('j').findLast((alloc) => alloc.index === index);
  if (!found) throw new Error(`nothing lives at ${index}`);
  return found;
};

export const lose = (cluster: TestCluster, ...indexes: number[]): void => {
  for (const index of indexes) cluster.nodeDown(at(cluster, index).nodeId);
};
export const migrate = (cluster: TestCluster, ...indexes: number[]): void => {
  for (const index of indexes) {
    const { id, nodeId } = at(cluster, index);
    cluster.append(subjects.node(nodeId), [
      { type: 'AllocationMigrationRequested', v: 1, allocId: id },
    ]);
  }
};
export const end = (
  cluster: TestCluster,
  status: 'complete' | 'failed',
  ...indexes: number[]
): void => {
  for (const index of indexes) cluster.report(at(cluster, index), status);
};
/** A slow worker places a name again, on a node by its number. */
export function placeAgain(cluster: TestCluster, index: number, node: number): void {
  const { jobVersion, evalId } = at(cluster, index);
  const placement = {
    allocId: `again-${index}-${node}`,
    evalId,
    namespace: 'default',
    jobId: 'j',
    jobSeq: jobVersion.seq,
    group: 'g',
    index,
    ports: [],
  };
  cluster.append(subjects.node(`node-n${node}`), [{ type: 'AllocationPlaced', v: 1, placement }]);
}
export const look = (cluster: TestCluster) => cluster.evaluate('j', 'node-update');
export const change = (cluster: TestCluster, shape: Shape, job: Partial<Job> = {}) =>
  cluster.register(jobOf(shape, job));

/** What the plan does to a group, in Nomad's counts, without those that are zero. */
export function counts(plan: Plan, group = 'g'): Partial<DesiredUpdates> | typeof NONE {
  const done = plan.outcome.events.find((event) => event.type === 'EvaluationCompleted');
  const updates = done?.desiredUpdates[group];
  if (!updates) return NONE;
  return Object.fromEntries(Object.entries(updates).filter(([, count]) => count > 0));
}

export interface Case {
  readonly behaviour: string;
  readonly from?: number;
  readonly shape?: Shape;
  readonly type?: Job['type'];
  /** Returns the evaluation to decide. */
  readonly happens: (cluster: TestCluster) => string;
  readonly expected: Partial<DesiredUpdates> | typeof NONE;
}

/** What is decided when what a case tells of has happened. */
export function decided({ from = 10, shape, type, happens }: Case): ReturnType<typeof counts> {
  const cluster = running(from, shape, type);
  return counts(cluster.run(happens(cluster)));
}

export const update = (changes: Partial<UpdateStrategy> = {}): Shape => ({
  update: anUpdate(changes),
});

/** The latest deployment of the job. */
export const latest = (cluster: TestCluster) => [...cluster.state.deployments.values()].at(-1);
export const setStatus = (cluster: TestCluster, status: DeploymentStatus): void => {
  const deploymentId = latest(cluster)?.deployment.id ?? '';
  const event = { type: 'DeploymentStatusChanged', v: 1, deploymentId, status } as const;
  cluster.append(subjects.deployment('default', 'j'), [{ ...event, statusDescription: '' }]);
};
/** The first step of a change of ten, four at a time, has been taken, and is healthy when asked. */
export function rolling(healthy: boolean): TestCluster {
  const pace = update({ maxParallel: 4 });
  const cluster = running(10, pace);
  cluster.run(change(cluster, { count: 10, ...pace, ...CHANGED }));
  cluster.stopsEnd();
  if (healthy) cluster.allRunning('j');
  return cluster;
}

/** Ten run, of which a change places `canary` more to be promoted. */
export function canarying(canary: number, count = 10, shape: Shape = CHANGED): TestCluster {
  const pace = update({ maxParallel: 2, canary });
  const cluster = running(count, pace);
  cluster.run(change(cluster, { count, ...pace, ...shape }));
  cluster.allRunning('j');
  return cluster;
}
export const promote = (cluster: TestCluster): void => {
  const deploymentId = latest(cluster)?.deployment.id ?? '';
  cluster.append(subjects.deployment('default', 'j'), [
    { type: 'DeploymentPromoted', v: 1, deploymentId, groups: ['g'] },
  ]);
};
