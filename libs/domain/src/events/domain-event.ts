import { z } from 'zod';
import { GarbageCollected, GarbageCollectionRequested } from './collection-events.ts';
import { AllocationStatusReported, NodeRegistered } from './client-events.ts';
import { SchedulerConfigurationChanged } from './config-events.ts';
import {
  AllocationHealthSet,
  DeploymentCreated,
  DeploymentGoalChanged,
  DeploymentPromoted,
  DeploymentStatusChanged,
} from './deployment-events.ts';
import {
  EvaluationBlocked,
  EvaluationCancelled,
  EvaluationCompleted,
  EvaluationCreated,
  EvaluationFailed,
  EvaluationUnblocked,
} from './evaluation-events.ts';
import { JobDeregistered, JobRegistered } from './job-events.ts';
import { JobNote } from './job-note.ts';
import {
  AllocationDisconnected,
  AllocationMigrationRequested,
  AllocationPlaced,
  AllocationReconnected,
  AllocationRescheduleDelayed,
  AllocationRescheduleForced,
  AllocationShutdownDelaySkipped,
  AllocationStopped,
  AllocationUpdated,
  NodeDeregistered,
  NodeDrainChanged,
  NodeEligibilityChanged,
  NodeStatusChanged,
} from './node-events.ts';
import { SettingEvent } from './setting-event.ts';

/** Everything that can be in the log. Unknown keys are dropped, so that an old reader survives a newer writer. */
export const DomainEvent = z.discriminatedUnion('type', [
  JobRegistered,
  JobDeregistered,
  ...JobNote.options,
  EvaluationCreated,
  EvaluationBlocked,
  EvaluationUnblocked,
  EvaluationCompleted,
  EvaluationFailed,
  EvaluationCancelled,
  AllocationPlaced,
  AllocationUpdated,
  AllocationMigrationRequested,
  AllocationRescheduleDelayed,
  AllocationRescheduleForced,
  AllocationShutdownDelaySkipped,
  AllocationStopped,
  AllocationDisconnected,
  AllocationReconnected,
  NodeStatusChanged,
  NodeEligibilityChanged,
  NodeDrainChanged,
  NodeDeregistered,
  NodeRegistered,
  AllocationStatusReported,
  DeploymentCreated,
  DeploymentStatusChanged,
  DeploymentGoalChanged,
  DeploymentPromoted,
  AllocationHealthSet,
  SchedulerConfigurationChanged,
  ...SettingEvent.options,
  GarbageCollectionRequested,
  GarbageCollected,
]);
export type DomainEvent = z.infer<typeof DomainEvent>;
