import {
  assertNever,
  type DomainEvent,
  isAclEvent,
  isJobNote,
  isVariableEvent,
  jobKey,
  type JobDeregistered,
  type JobRegistered,
  type Recorded,
  type State,
} from '@steppe/domain';
import {
  aboutAllocation,
  aboutDeployment,
  aboutEvaluation,
  aboutFormerJob,
  aboutFormerNode,
  aboutFormerNodePool,
  aboutFormerService,
  aboutJob,
  aboutNode,
  aboutNodePool,
  aboutService,
} from './about-rows.ts';
import type { StreamEvent } from './stream-event.ts';

/**
 * What the event stream tells of an entry of the log, each thing once.
 *
 * @param state just after the entry.
 */
export function streamEventsOf({ subject, commit }: Recorded, state: State): StreamEvent[] {
  const node = subject.startsWith('client.') ? decodeURIComponent(subject.slice(7)) : undefined;
  const told = new Map<string, StreamEvent>();
  const tell = new Teller(state);
  for (const event of commit.events) {
    for (const each of eventsOf(tell, event, node)) {
      told.set(`${each.topic} ${each.type} ${each.key}`, each);
    }
  }
  return [...told.values()];
}

function eventsOf(tell: Teller, event: DomainEvent, clientId: string | undefined): StreamEvent[] {
  // What is secret is not told of; and what is noted of a job comes with the job that it changes, or changes none.
  if (isAclEvent(event) || isVariableEvent(event) || isJobNote(event)) return [];
  switch (event.type) {
    case 'JobRegistered':
      return registered(tell, event);
    case 'JobDeregistered':
      return deregistered(tell, event);
    case 'EvaluationCreated':
    case 'EvaluationBlocked':
      return tell.evaluation('EvaluationUpdated', event.evaluation.id);
    case 'EvaluationUnblocked':
    case 'EvaluationCompleted':
    case 'EvaluationFailed':
    case 'EvaluationCancelled':
      return tell.evaluation('EvaluationUpdated', event.evalId);
    case 'AllocationPlaced':
      return tell.allocation('PlanResult', event.placement.allocId);
    case 'AllocationDisconnected':
    case 'AllocationReconnected':
    case 'AllocationRescheduleDelayed':
    case 'AllocationUpdated':
    case 'AllocationStopped':
      return tell.allocation('PlanResult', event.allocId);
    case 'AllocationMigrationRequested':
    case 'AllocationRescheduleForced':
      return tell.allocation('AllocationUpdateDesiredStatus', event.allocId);
    case 'NodeStatusChanged':
      return tell.node('NodeStreamEvent', event.nodeId);
    case 'NodeEligibilityChanged':
      return tell.node('NodeEligibility', event.nodeId);
    case 'NodeDrainChanged':
      return tell.node('NodeDrain', event.nodeId);
    case 'NodeDeregistered':
      return [aboutFormerNode('NodeDeregistration', event.nodeId)];
    case 'NodeRegistered':
      return tell.node('NodeRegistration', event.node.id);
    case 'AllocationStatusReported':
      return [
        ...tell.allocation('AllocationUpdated', event.allocId),
        ...(event.deploymentHealth ? tell.deploymentOf('AllocationUpdated', event.allocId) : []),
        ...tell.node('AllocationUpdated', clientId),
      ];
    case 'DeploymentCreated':
      return tell.deployment('PlanResult', event.deployment.id);
    case 'DeploymentGoalChanged':
      return tell.deployment('PlanResult', event.deploymentId);
    case 'DeploymentStatusChanged':
      return tell.deployment('DeploymentStatusUpdate', event.deploymentId);
    case 'DeploymentPromoted':
      return tell.deployment('DeploymentPromotion', event.deploymentId);
    case 'ServiceRegistered':
      return tell.service('ServiceRegistration', event.instance.id);
    case 'ServiceDeregistered':
      return [aboutFormerService('ServiceDeregistration', event.id)];
    case 'NodePoolApplied':
      return tell.nodePool('NodePoolUpserted', event.pool.name);
    case 'NodePoolDeleted':
      return [aboutFormerNodePool('NodePoolDeleted', event.name)];
    case 'AllocationHealthSet':
      return [
        ...tell.allocation('DeploymentAllocHealth', event.allocId),
        ...tell.deploymentOf('DeploymentAllocHealth', event.allocId),
      ];
    case 'GarbageCollectionRequested':
    case 'GarbageCollected':
    case 'NamespaceApplied':
    case 'NamespaceDeleted':
    case 'SchedulerConfigurationChanged':
      return []; // Nomad has no topic for them.
    default:
      return assertNever(event);
  }
}

function registered(tell: Teller, { job, evalId }: JobRegistered): StreamEvent[] {
  const type = 'JobRegistered';
  return [...tell.job(type, job.namespace, job.id), ...tell.evaluation(type, evalId)];
}

function deregistered(
  tell: Teller,
  { namespace, jobId, purge, evalId }: JobDeregistered,
): StreamEvent[] {
  const type = 'JobDeregistered';
  const ofJob = purge ? [aboutFormerJob(type, namespace, jobId)] : tell.job(type, namespace, jobId);
  return [...ofJob, ...tell.evaluation(type, evalId)];
}

/** Finds what an event is about; what is gone already is not told of. */
class Teller {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  job(type: string, namespace: string, jobId: string): StreamEvent[] {
    const row = this.#state.jobs.get(jobKey(namespace, jobId));
    return row ? [aboutJob(this.#state, type, row)] : [];
  }

  evaluation(type: string, id: string | undefined): StreamEvent[] {
    const row = id === undefined ? undefined : this.#state.evals.get(id);
    return row ? [aboutEvaluation(this.#state, type, row)] : [];
  }

  allocation(type: string, id: string): StreamEvent[] {
    const row = this.#state.allocs.get(id);
    return row ? [aboutAllocation(this.#state, type, row)] : [];
  }

  deployment(type: string, id: string): StreamEvent[] {
    const row = this.#state.deployments.get(id);
    return row ? [aboutDeployment(this.#state, type, row)] : [];
  }

  /** The deployment that counts the health of an allocation. */
  deploymentOf(type: string, allocId: string): StreamEvent[] {
    const id = this.#state.allocs.get(allocId)?.deploymentId;
    return id === undefined ? [] : this.deployment(type, id);
  }

  service(type: string, id: string): StreamEvent[] {
    const row = this.#state.services.get(id);
    return row ? [aboutService(type, row)] : [];
  }

  nodePool(type: string, name: string): StreamEvent[] {
    const row = this.#state.nodePools.get(name);
    return row ? [aboutNodePool(type, row)] : [];
  }

  node(type: string, id: string | undefined): StreamEvent[] {
    const row = id === undefined ? undefined : this.#state.nodes.get(id);
    return row ? [aboutNode(type, row)] : [];
  }
}
