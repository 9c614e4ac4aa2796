import type {
  AclPolicyRow,
  AclRoleRow,
  AclTokenRow,
  AllocationRow,
  AuthMethodRow,
  BindingRuleRow,
  DeploymentRow,
  EvaluationRow,
  JobRow,
  NodePoolRow,
  NodeRow,
  ServiceRow,
  State,
  VariablePlace,
  VariableRow,
} from '@steppe/domain';
import { authMethodStub } from '../acl/wire-auth-method.ts';
import { bindingRuleToWire } from '../acl/wire-binding-rule.ts';
import { aclPolicyStub } from '../acl/wire-policy.ts';
import { aclRoleToWire } from '../acl/wire-role.ts';
import { aclTokenStub } from '../acl/wire-token.ts';
import { allocationToWire } from '../allocation/allocation-to-wire.ts';
import { deploymentToWire } from '../deployment/deployment-to-wire.ts';
import { evaluationToWire } from '../evaluation/evaluation-to-wire.ts';
import { jobContextOf, jobToWire } from '../job/job-to-wire.ts';
import { nodeToWire } from '../node/node-to-wire.ts';
import { nodePoolToWire } from '../node-pool/wire-node-pool.ts';
import { serviceInstanceToWire } from '../service/wire-service.ts';
import { variableStub } from '../variable/wire-variable.ts';
import type { StreamEvent, Topic } from './stream-event.ts';

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
    payload: () => {
      const { Job: _job, ...Allocation } = allocationToWire(state, row);
      return { Allocation, Timeout: false, TimeoutReason: '' };
    },
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
  const about = { type, key: row.node.id };
  return aboutCluster('Node', about, () => ({ Node: nodeToWire(row) }));
}

export function aboutFormerNode(type: string, nodeId: string): StreamEvent {
  return aboutCluster('Node', { type, key: nodeId }, () => ({ Node: { ID: nodeId } }));
}

export function aboutNodePool(type: string, row: NodePoolRow): StreamEvent {
  const about = { type, key: row.pool.name };
  return aboutCluster('NodePool', about, () => ({ NodePool: nodePoolToWire(row) }));
}

export function aboutFormerNodePool(type: string, name: string): StreamEvent {
  return aboutCluster('NodePool', { type, key: name }, () => ({ NodePool: { Name: name } }));
}

export function aboutPolicy(type: string, row: AclPolicyRow): StreamEvent {
  const about = { type, key: row.policy.name };
  return aboutCluster('ACLPolicy', about, () => ({ ACLPolicy: aclPolicyStub(row) }));
}

export function aboutFormerPolicy(type: string, name: string): StreamEvent {
  return aboutCluster('ACLPolicy', { type, key: name }, () => ({ ACLPolicy: { Name: name } }));
}

export function aboutRole(type: string, row: AclRoleRow): StreamEvent {
  const { id, name } = row.role;
  const about = { type, key: id, filterKeys: [name] };
  return aboutCluster('ACLRole', about, () => ({ ACLRole: aclRoleToWire(row) }));
}

export function aboutFormerRole(type: string, id: string): StreamEvent {
  return aboutCluster('ACLRole', { type, key: id }, () => ({ ACLRole: { ID: id } }));
}

/** Without its secret, which nobody keeps. */
export function aboutToken(state: State, type: string, row: AclTokenRow): StreamEvent {
  const roleNames = new Map([...state.aclRoles].map(([id, { role }]) => [id, role.name]));
  const about = { type, key: row.token.accessorId };
  return aboutCluster('ACLToken', about, () => ({ ACLToken: aclTokenStub(row, roleNames) }));
}

export function aboutFormerToken(type: string, accessorId: string): StreamEvent {
  const about = { type, key: accessorId };
  return aboutCluster('ACLToken', about, () => ({ ACLToken: { AccessorID: accessorId } }));
}

export function aboutAuthMethod(type: string, row: AuthMethodRow): StreamEvent {
  const about = { type, key: row.authMethod.name };
  return aboutCluster('ACLAuthMethod', about, () => ({ AuthMethod: authMethodStub(row) }));
}

export function aboutFormerAuthMethod(type: string, name: string): StreamEvent {
  const about = { type, key: name };
  return aboutCluster('ACLAuthMethod', about, () => ({ AuthMethod: { Name: name } }));
}

export function aboutBindingRule(type: string, row: BindingRuleRow): StreamEvent {
  const { id, authMethod } = row.rule;
  const about = { type, key: id, filterKeys: [authMethod] };
  return aboutCluster('ACLBindingRule', about, () => ({ BindingRule: bindingRuleToWire(row) }));
}

export function aboutFormerBindingRule(type: string, id: string): StreamEvent {
  return aboutCluster('ACLBindingRule', { type, key: id }, () => ({ BindingRule: { ID: id } }));
}

/** What has no namespace: it is the whole cluster's. */
function aboutCluster(
  topic: Topic,
  { type, key, filterKeys = [] }: { type: string; key: string; filterKeys?: readonly string[] },
  payload: StreamEvent['payload'],
): StreamEvent {
  return { topic, type, key, namespace: '', filterKeys, payload };
}

/** That it changed, as it was then; nothing of what it holds. */
export function aboutVariable(row: VariableRow): StreamEvent {
  return variableEvent(row, () => ({
    Metadata: variableStub(row, row.modifiedAtMs),
    Deleted: false,
  }));
}

export function aboutFormerVariable(place: VariablePlace): StreamEvent {
  const { namespace: Namespace, path: Path } = place;
  return variableEvent(place, () => ({ Metadata: { Namespace, Path }, Deleted: true }));
}

function variableEvent(
  { namespace, path }: VariablePlace,
  payload: StreamEvent['payload'],
): StreamEvent {
  return {
    topic: 'Variable',
    type: 'VariableUpdated',
    key: path,
    namespace,
    filterKeys: [],
    payload,
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

/** What is left of an instance is its ID, and whose job offered it. */
export function aboutFormerService(
  type: string,
  id: string,
  { namespace, jobId }: { namespace: string; jobId: string },
): StreamEvent {
  return {
    topic: 'Service',
    type,
    key: id,
    namespace,
    filterKeys: jobId === '' ? [] : [jobId],
    payload: () => ({ Service: { ID: id, Namespace: namespace, JobID: jobId } }),
  };
}
