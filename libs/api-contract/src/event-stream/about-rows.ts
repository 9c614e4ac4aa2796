import type {
  AllocationRow,
  DeploymentRow,
  EvaluationRow,
  JobRow,
  NodePoolRow,
  NodeRow,
  ServiceRow,
  State,
} from '@steppe/domain';
import { allocationToWire } from '../allocation/allocation-to-wire.ts';
import { deploymentToWire } from '../deployment/deployment-to-wire.ts';
import { evaluationToWire } from '../evaluation/evaluation-to-wire.ts';
import { jobContextOf, jobToWire } from '../job/job-to-wire.ts';
import { nodeToWire } from '../node/node-to-wire.ts';
import { nodePoolToWire } from '../node-pool/wire-node-pool.ts';
import { serviceInstanceToWire } from '../service/wire-service.ts';
import type { StreamEvent } from './stream-event.ts';

/** Rows do not change, so that an event of one shows it as it was then. */
export function aboutJob(state: State, type: string, row: JobRow): StreamEvent {
  const { job } = row.current;
  return {
    topic: 'Job',
    type,
    key: job.id,
    namespace: job.namespace,
    filterKeys: [],
    payload: () => ({ Job: jobToWire(row.current, jobContextOf(state, row)), Deleted: false }),
  };
}

/** The job is gone: what is left of it is its name. */
export function aboutFormerJob(type: string, namespace: string, jobId: string): StreamEvent {
  return {
    topic: 'Job',
    type,
    key: jobId,
    namespace,
    filterKeys: [],
    payload: () => ({
      Job: { ID: jobId, Name: jobId, Namespace: namespace, Stop: true, Status: 'dead' },
      Deleted: true,
    }),
  };
}

export function aboutEvaluation(state: State, type: string, row: EvaluationRow): StreamEvent {
  const { id, namespace, jobId, deploymentId = '' } = row.evaluation;
  return {
    topic: 'Evaluation',
    type,
    key: id,
    namespace,
    filterKeys: [jobId, deploymentId],
    payload: () => ({ Evaluation: evaluationToWire(state, row) }),
  };
}

/** Without the job, which would make each of them large; its own events have it. */
export function aboutAllocation(state: State, type: string, row: AllocationRow): StreamEvent {
  const { job } = row.jobVersion;
  return {
    topic: 'Allocation',
    type,
    key: row.id,
    namespace: job.namespace,
    filterKeys: [job.id, row.deploymentId ?? ''],
    payload: () => ({
      Allocation: { ...allocationToWire(state, row), Job: null },
      Timeout: false,
      TimeoutReason: '',
    }),
  };
}

export function aboutDeployment(state: State, type: string, row: DeploymentRow): StreamEvent {
  const { id, namespace, jobId } = row.deployment;
  return {
    topic: 'Deployment',
    type,
    key: id,
    namespace,
    filterKeys: [jobId],
    payload: () => ({ Deployment: deploymentToWire(state, row) }),
  };
}

export function aboutNode(type: string, row: NodeRow): StreamEvent {
  return {
    topic: 'Node',
    type,
    key: row.node.id,
    namespace: '',
    filterKeys: [],
    payload: () => ({ Node: nodeToWire(row) }),
  };
}

export function aboutFormerNode(type: string, nodeId: string): StreamEvent {
  return {
    topic: 'Node',
    type,
    key: nodeId,
    namespace: '',
    filterKeys: [],
    payload: () => ({ Node: { ID: nodeId } }),
  };
}

export function aboutNodePool(type: string, row: NodePoolRow): StreamEvent {
  const { name } = row.pool;
  return {
    topic: 'NodePool',
    type,
    key: name,
    namespace: '',
    filterKeys: [],
    payload: () => ({ NodePool: nodePoolToWire(row) }),
  };
}

export function aboutFormerNodePool(type: string, name: string): StreamEvent {
  return {
    topic: 'NodePool',
    type,
    key: name,
    namespace: '',
    filterKeys: [],
    payload: () => ({ NodePool: { Name: name } }),
  };
}

export function aboutService(type: string, row: ServiceRow): StreamEvent {
  const { id, namespace, jobId, name } = row.instance;
  return {
    topic: 'Service',
    type,
    key: id,
    namespace,
    filterKeys: [jobId, name],
    payload: () => ({ Service: serviceInstanceToWire(row) }),
  };
}

export function aboutFormerService(type: string, id: string): StreamEvent {
  return {
    topic: 'Service',
    type,
    key: id,
    namespace: '',
    filterKeys: [],
    payload: () => ({ Service: { ID: id } }),
  };
}
