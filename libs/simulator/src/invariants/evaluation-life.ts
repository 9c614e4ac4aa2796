import { assertNever, type DomainEvent, isJobNote, isSettingEvent } from '@steppe/domain';

type Status = 'pending' | 'blocked' | 'ended' | 'forgotten';

/** From which statuses an event may take an evaluation, and to which; `none` is that of one that is new. */
interface Transition {
  readonly evalId: string;
  readonly from: readonly (Status | 'none')[];
  readonly to: Status;
}

/**
 * Follows the life of each evaluation by its events alone, without the fold: who writes one has compared and
 * set, so an event that comes too late to count is as wrong as one that counts twice. Only one that was forgotten may be
 * asked for again: its ID follows from its cause, and a broker that takes over asks rather once more than never.
 */
export class EvaluationLife {
  readonly #statuses = new Map<string, Status>();

  /** @returns what is wrong with the event; undefined when nothing is. */
  observe(event: DomainEvent): string | undefined {
    if (event.type === 'GarbageCollected') {
      for (const evalId of event.evalIds) this.#statuses.set(evalId, 'forgotten');
    }
    const transition = transitionOf(event);
    if (!transition) return undefined;
    const { evalId, from, to } = transition;
    const before = this.#statuses.get(evalId) ?? 'none';
    this.#statuses.set(evalId, to);
    if (from.includes(before)) return undefined;
    return `${event.type} for evaluation ${evalId}, which was ${before}`;
  }
}

function transitionOf(event: DomainEvent): Transition | undefined {
  if (isSettingEvent(event) || isJobNote(event)) return undefined;
  switch (event.type) {
    case 'JobRegistered':
    case 'JobDeregistered':
      return event.evalId === undefined
        ? undefined
        : { evalId: event.evalId, from: ['none'], to: 'pending' };
    case 'EvaluationCreated':
      return { evalId: event.evaluation.id, from: ['none', 'forgotten'], to: 'pending' };
    case 'EvaluationBlocked':
      return { evalId: event.evaluation.id, from: ['none', 'pending'], to: 'blocked' };
    case 'EvaluationUnblocked':
      return { evalId: event.evalId, from: ['blocked'], to: 'pending' };
    case 'EvaluationCompleted':
    case 'EvaluationFailed':
      return { evalId: event.evalId, from: ['pending'], to: 'ended' };
    case 'EvaluationCancelled':
      return { evalId: event.evalId, from: ['pending', 'blocked'], to: 'ended' };
    case 'AllocationHealthSet':
    case 'AllocationPlaced':
    case 'AllocationUpdated':
    case 'AllocationMigrationRequested':
    case 'AllocationRescheduleDelayed':
    case 'AllocationRescheduleForced':
    case 'AllocationShutdownDelaySkipped':
    case 'AllocationStopped':
    case 'AllocationDisconnected':
    case 'AllocationReconnected':
    case 'AllocationStatusReported':
    case 'NodeRegistered':
    case 'NodeStatusChanged':
    case 'NodeEligibilityChanged':
    case 'NodeDrainChanged':
    case 'NodeDeregistered':
    case 'DeploymentCreated':
    case 'DeploymentStatusChanged':
    case 'DeploymentGoalChanged':
    case 'DeploymentPromoted':
    case 'SchedulerConfigurationChanged':
    case 'GarbageCollectionRequested':
    case 'GarbageCollected':
      return undefined;
    default:
      return assertNever(event); // A new event type does not compile until it is handled here.
  }
}
