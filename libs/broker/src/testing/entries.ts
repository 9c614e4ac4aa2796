import {
  type AllocationStatusReported,
  type ClientStatus,
  DEFAULT_SCHEDULER_CONFIGURATION,
  type Deployment,
  type DeploymentStatus,
  type DesiredStatus,
  type DomainEvent,
  type DrainSpec,
  type Evaluation,
  type Job,
  type Node,
  type NodeEligibility,
  type NodeStatus,
  type Placement,
  type PlacementMetric,
  subjects,
} from '@steppe/domain';
import { bareNode, NO_RESOURCES } from '@steppe/domain/testing';
import { job, NAMESPACE } from './jobs.ts';

/** An entry before it has its place in the log. */
export interface Entry {
  readonly subject: string;
  readonly events: readonly DomainEvent[];
  /** Of a plan: seq of the state on which it was decided. */
  readonly cause?: number;
}

export function registered(id: string, evalId: string, changes: Partial<Job> = {}): Entry {
  return registeredVersion(id, { evalId, version: 0, changes });
}

export function registeredVersion(
  id: string,
  {
    evalId,
    version,
    changes = {},
  }: { evalId: string | undefined; version: number; changes?: Partial<Job> },
): Entry {
  const event = { type: 'JobRegistered', v: 1, job: job(id, changes), version, evalId } as const;
  return { subject: subjects.job(NAMESPACE, id), events: [event] };
}

export function deregistered(jobId: string, evalId: string): Entry {
  return {
    subject: subjects.job(NAMESPACE, jobId),
    events: [{ type: 'JobDeregistered', v: 1, namespace: NAMESPACE, jobId, purge: false, evalId }],
  };
}

export function evaluation(
  jobId: string,
  id: string,
  changes: Partial<Evaluation> = {},
): Evaluation {
  return {
    id,
    namespace: NAMESPACE,
    jobId,
    type: 'service',
    priority: 50,
    triggeredBy: 'job-register',
    ...changes,
  };
}

export function created(jobId: string, id: string, changes: Partial<Evaluation> = {}): Entry {
  return onEval(jobId, {
    type: 'EvaluationCreated',
    v: 1,
    evaluation: evaluation(jobId, id, changes),
  });
}

const NO_PLACE: PlacementMetric = {
  nodesEvaluated: 0,
  nodesFiltered: 0,
  nodesInPool: 0,
  nodesAvailable: {},
  classFiltered: {},
  constraintFiltered: {},
  nodesExhausted: 0,
  classExhausted: {},
  dimensionExhausted: {},
  scores: [],
  coalescedFailures: 0,
};

export function blocked(
  jobId: string,
  id: string,
  {
    snapshotSeq,
    classEligibility = {},
    escaped = false,
    queued = 1,
    ...changes
  }: {
    snapshotSeq: number;
    queued?: number;
    classEligibility?: Record<string, boolean>;
    escaped?: boolean;
  } & Partial<Evaluation>,
): Entry {
  return onEval(jobId, {
    type: 'EvaluationBlocked',
    v: 1,
    evaluation: evaluation(jobId, id, { triggeredBy: 'queued-allocs', ...changes }),
    blockedOn: { classEligibility, escapedComputedClass: escaped, snapshotSeq },
    queuedAllocations: { app: queued },
    failedGroups: { app: NO_PLACE },
  });
}

export function completed(
  jobId: string,
  evalId: string,
  failedGroups: readonly string[] = [],
): Entry {
  return onEval(jobId, {
    type: 'EvaluationCompleted',
    v: 1,
    evalId,
    queuedAllocations: {},
    failedGroups: Object.fromEntries(failedGroups.map((name) => [name, NO_PLACE])),
    desiredUpdates: {},
    logicVersion: 1,
  });
}

/** Completed by a plan that was decided on the state at `snapshotSeq`. */
export function decided(jobId: string, evalId: string, snapshotSeq: number): Entry {
  const { subject, events } = completed(jobId, evalId);
  return { subject, events: events.map((event) => ({ ...event, snapshotSeq, decidedAtMs: 0 })) };
}

export function failed(jobId: string, evalId: string, statusDescription: string): Entry {
  return onEval(jobId, { type: 'EvaluationFailed', v: 1, evalId, statusDescription });
}

/** 1,000 MHz, 1,024 MiB of memory and 10,000 of disk. */
export const SMALL_RESOURCES: Node['resources'] = {
  ...NO_RESOURCES,
  cpuMhz: 1_000,
  cpuCores: 1,
  memoryMb: 1_024,
  diskMb: 10_000,
};

export function node(id: string, changes: Partial<Node> = {}): Node {
  return bareNode(id, { resources: SMALL_RESOURCES, ...changes });
}

export function joined(id: string, changes: Partial<Node> = {}): Entry {
  return onClient(id, { type: 'NodeRegistered', v: 1, node: node(id, changes) });
}

export function nodeStatus(nodeId: string, status: NodeStatus, message = ''): Entry {
  return onNode(nodeId, { type: 'NodeStatusChanged', v: 1, nodeId, status, message });
}

export function nodeGone(nodeId: string): Entry {
  return onNode(nodeId, { type: 'NodeDeregistered', v: 1, nodeId });
}

export function eligibility(nodeId: string, value: NodeEligibility): Entry {
  return onNode(nodeId, { type: 'NodeEligibilityChanged', v: 1, nodeId, eligibility: value });
}

export function draining(nodeId: string, drain: DrainSpec | null): Entry {
  const event = {
    type: 'NodeDrainChanged',
    v: 1,
    nodeId,
    drain,
    eligibility: 'ineligible',
  } as const;
  return onNode(nodeId, event);
}

export function placed(
  nodeId: string,
  allocId: string,
  placement: Pick<Placement, 'jobId' | 'evalId' | 'jobSeq'> & Partial<Placement>,
): Entry {
  return onNode(nodeId, {
    type: 'AllocationPlaced',
    v: 1,
    placement: { allocId, namespace: NAMESPACE, group: 'app', index: 0, ports: [], ...placement },
  });
}

export function stopped(
  nodeId: string,
  allocId: string,
  desiredStatus: Exclude<DesiredStatus, 'run'> = 'stop',
): Entry {
  return onNode(nodeId, {
    type: 'AllocationStopped',
    v: 1,
    allocId,
    desiredStatus,
    desiredDescription: '',
  });
}

export function disconnected(nodeId: string, allocId: string): Entry {
  return onNode(nodeId, { type: 'AllocationDisconnected', v: 1, allocId });
}

export function reported(
  nodeId: string,
  allocId: string,
  clientStatus: ClientStatus,
  deploymentHealth?: AllocationStatusReported['deploymentHealth'],
): Entry {
  return onClient(nodeId, {
    type: 'AllocationStatusReported',
    v: 1,
    allocId,
    clientStatus,
    clientDescription: '',
    tasks: {},
    deploymentHealth,
  });
}

export function deploymentCreated(
  jobId: string,
  id: string,
  changes: Partial<Deployment> & Pick<Deployment, 'jobSeq'>,
): Entry {
  const deployment: Deployment = {
    id,
    namespace: NAMESPACE,
    jobId,
    jobVersion: 0,
    evalPriority: 50,
    groups: {
      app: {
        desiredTotal: 1,
        desiredCanaries: 0,
        autoRevert: false,
        autoPromote: false,
        progressDeadlineMs: 600_000,
      },
    },
    ...changes,
  };
  const event = { type: 'DeploymentCreated', v: 1, deployment } as const;
  return { subject: subjects.deployment(NAMESPACE, jobId), events: [event] };
}

export function deploymentStatus(
  jobId: string,
  deploymentId: string,
  status: DeploymentStatus,
  statusDescription: string,
): Entry {
  return {
    subject: subjects.deployment(NAMESPACE, jobId),
    events: [{ type: 'DeploymentStatusChanged', v: 1, deploymentId, status, statusDescription }],
  };
}

export function promoted(jobId: string, deploymentId: string): Entry {
  return {
    subject: subjects.deployment(NAMESPACE, jobId),
    events: [{ type: 'DeploymentPromoted', v: 1, deploymentId }],
  };
}

function onEval(jobId: string, event: DomainEvent): Entry {
  return { subject: subjects.evaluation(NAMESPACE, jobId), events: [event] };
}

function onNode(nodeId: string, event: DomainEvent): Entry {
  return { subject: subjects.node(nodeId), events: [event] };
}

function onClient(nodeId: string, event: DomainEvent): Entry {
  return { subject: subjects.client(nodeId), events: [event] };
}

/** An operator pauses the broker, or lets it go on. */
export function paused(pauseEvalBroker: boolean): Entry {
  const configuration = { ...DEFAULT_SCHEDULER_CONFIGURATION, pauseEvalBroker };
  const event = { type: 'SchedulerConfigurationChanged', v: 1, configuration } as const;
  return { subject: subjects.config('scheduler'), events: [event] };
}
