import { allocationName, type DomainEvent, type Evaluation, type State } from '@steppe/domain';

/** What an event says, in a few words; empty where its type says it all. */
export function describeEvent(event: DomainEvent, state: State): string {
  const text =
    ofJob(event) ?? ofEvaluation(event, state) ?? ofAllocation(event) ?? ofNode(event, state);
  return text ?? ('allocId' in event ? idOf(event.allocId) : '');
}

function ofJob(event: DomainEvent): string | undefined {
  if (event.type === 'JobRegistered') {
    return `version ${event.version} of ${event.job.id}${withEvaluation(event.evalId)}`;
  }
  if (event.type === 'JobDeregistered') {
    return `${event.jobId}${event.purge ? ', to be forgotten' : ''}${withEvaluation(event.evalId)}`;
  }
  if (event.type === 'DeploymentCreated') {
    return `${idOf(event.deployment.id)} of version ${event.deployment.jobVersion}`;
  }
  return event.type === 'DeploymentStatusChanged'
    ? `${idOf(event.deploymentId)} ${event.status}: ${event.statusDescription}`
    : undefined;
}

function ofEvaluation(event: DomainEvent, state: State): string | undefined {
  if (event.type === 'EvaluationCreated') {
    return `${idOf(event.evaluation.id)} for ${reasonOf(event.evaluation, state)}`;
  }
  if (event.type === 'EvaluationBlocked') {
    return `${idOf(event.evaluation.id)} waits to place ${countsOf(event.queuedAllocations)}`;
  }
  if (event.type === 'EvaluationCompleted') {
    const queued = countsOf(event.queuedAllocations);
    return `${idOf(event.evalId)}${queued === '' ? '' : `, without room for ${queued}`}`;
  }
  if (event.type === 'EvaluationFailed' || event.type === 'EvaluationCancelled') {
    return `${idOf(event.evalId)}: ${event.statusDescription}`;
  }
  return event.type === 'EvaluationUnblocked' ? idOf(event.evalId) : undefined;
}

function ofAllocation(event: DomainEvent): string | undefined {
  if (event.type === 'AllocationPlaced') {
    const { allocId, jobId, group, index, evalId, previousAllocId, canary } = event.placement;
    const name = allocationName(jobId, group, index);
    const replaced = previousAllocId === undefined ? '' : `, replaces ${idOf(previousAllocId)}`;
    return `${idOf(allocId)} ${name}${canary ? ', a canary' : ''}${withEvaluation(evalId)}${replaced}`;
  }
  if (event.type === 'AllocationStopped') {
    return `${idOf(event.allocId)}: ${event.desiredDescription}`;
  }
  if (event.type !== 'AllocationStatusReported') return undefined;
  const told = Object.values(event.tasks).flatMap(({ newEvents }) => newEvents);
  const last = told.at(-1)?.displayMessage ?? '';
  return `${idOf(event.allocId)} ${event.clientStatus}${last === '' ? '' : `: ${last}`}`;
}

function ofNode(event: DomainEvent, state: State): string | undefined {
  if (event.type === 'NodeRegistered') return event.node.name;
  if (event.type === 'NodeStatusChanged') {
    return `${nodeName(state, event.nodeId)} ${event.status}: ${event.message}`;
  }
  if (event.type === 'NodeDrainChanged') {
    return `${nodeName(state, event.nodeId)} ${event.drain ? 'drains' : 'drains no more'}`;
  }
  return event.type === 'NodeEligibilityChanged'
    ? `${nodeName(state, event.nodeId)} ${event.eligibility}`
    : undefined;
}

/** As commands show IDs. */
function idOf(id: string): string {
  return id.slice(0, 8);
}

function withEvaluation(evalId: string | undefined): string {
  return evalId === undefined ? '' : `, evaluation ${idOf(evalId)}`;
}

function reasonOf({ triggeredBy, nodeId, waitUntilMs }: Evaluation, state: State): string {
  const of = nodeId === undefined ? '' : ` of ${nodeName(state, nodeId)}`;
  const when =
    waitUntilMs === undefined ? '' : `, not before ${new Date(waitUntilMs).toISOString()}`;
  return `${triggeredBy}${of}${when}`;
}

function nodeName({ nodes }: State, nodeId: string): string {
  return nodes.get(nodeId)?.node.name ?? idOf(nodeId);
}

/** e.g. `2 of web`. */
function countsOf(queued: Readonly<Record<string, number>>): string {
  return Object.entries(queued)
    .filter(([, count]) => count > 0)
    .map(([group, count]) => `${count} of ${group}`)
    .join(', ');
}
