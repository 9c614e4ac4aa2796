import {
  assertNever,
  type DomainEvent,
  isJobNote,
  isSettingEvent,
  type JobDeregistered,
  type JobRegistered,
  type Recorded,
  type State,
} from '@steppe/domain';
import { aboutFormerJob, aboutFormerNode } from './about-rows.ts';
import { settingEventsOf } from './events-of-setting.ts';
import type { StreamEvent } from './stream-event.ts';
import { Teller } from './teller.ts';

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
  if (isSettingEvent(event)) return settingEventsOf(tell, event);
  if (isJobNote(event)) return []; // It comes with the job that it changes, or changes none.
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
    case 'AllocationShutdownDelaySkipped':
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
    case 'AllocationHealthSet':
      return [
        ...tell.allocation('DeploymentAllocHealth', event.allocId),
        ...tell.deploymentOf('DeploymentAllocHealth', event.allocId),
      ];
    case 'GarbageCollectionRequested':
    case 'GarbageCollected':
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
