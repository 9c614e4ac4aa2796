import { assert, assertNever } from '../assert.ts';
import type { Recorded } from '../events/commit.ts';
import type { DomainEvent } from '../events/domain-event.ts';
import { isJobNote } from '../events/job-note.ts';
import { isSettingEvent } from '../events/setting-event.ts';
import { untoken } from '../events/subjects.ts';
import {
  foldAllocationPlaced,
  foldAllocationStopped,
  foldAllocationUpdated,
} from './fold-allocation.ts';
import { foldAllocationStatusReported } from './fold-client.ts';
import { foldSchedulerConfigurationChanged } from './fold-config.ts';
import type { FoldContext } from './fold-context.ts';
import {
  foldAllocationHealthSet,
  foldDeploymentCreated,
  foldDeploymentGoalChanged,
  foldDeploymentPromoted,
  foldDeploymentStatusChanged,
} from './fold-deployment.ts';
import { foldDisconnection } from './fold-disconnection.ts';
import {
  foldEvaluationBlocked,
  foldEvaluationCancelled,
  foldEvaluationCompleted,
  foldEvaluationFailed,
  foldEvaluationUnblocked,
  putNewEvaluation,
} from './fold-evaluation.ts';
import { foldGarbageCollected, foldGarbageCollectionRequested } from './fold-collection.ts';
import { foldTransition } from './fold-transition.ts';
import { type JobKey, jobKey } from '../job/job.ts';
import { foldJobNote } from './fold-job-note.ts';
import { foldJobDeregistered, foldJobRegistered } from './fold-job.ts';
import {
  foldNodeDeregistered,
  foldNodeDrainChanged,
  foldNodeEligibilityChanged,
  foldNodeRegistered,
  foldNodeStatusChanged,
  touchNodeSubject,
} from './fold-node.ts';
import { foldSettingEvent } from './fold-setting.ts';
import { type State } from './tables.ts';

/**
 * The one reducer: folds an entry of the log into the state, in place. It reads no clock and does no IO,
 * so the same log gives the same state in every process.
 *
 * Entries must come in order, each once; a gap is allowed, since a stream may hold seqs of removed entries.
 */
export function applyRecorded(state: State, { seq, subject, commit }: Recorded): void {
  assert(seq > state.seq, () => `entry ${seq} was applied after ${state.seq}`);
  state.seq = seq;
  const context: FoldContext = { seq, atMs: commit.atMs };
  const kind = subject.slice(0, Math.max(0, subject.indexOf('.'))) || subject;
  const isOfNode = kind === 'node' || kind === 'client';
  const nodeId = isOfNode ? untoken(subject.slice(kind.length + 1)) : '';
  for (const event of commit.events) applyEvent(state, event, { nodeId, context });
  rememberSubject(state, { kind, nodeId, subject }, context);
}

function applyEvent(
  state: State,
  event: DomainEvent,
  { nodeId, context }: { nodeId: string; context: FoldContext },
): void {
  if (isSettingEvent(event)) return foldSettingEvent(state, event, context);
  if (isJobNote(event)) return foldJobNote(state, event, context);
  switch (event.type) {
    case 'JobRegistered':
      return foldJobRegistered(state, event, context);
    case 'JobDeregistered':
      return foldJobDeregistered(state, event, context);
    case 'EvaluationCreated':
      return putNewEvaluation(state, event.evaluation, context);
    case 'EvaluationBlocked':
      return foldEvaluationBlocked(state, event, context);
    case 'EvaluationUnblocked':
      return foldEvaluationUnblocked(state, event, context);
    case 'EvaluationCompleted':
      return foldEvaluationCompleted(state, event, context);
    case 'EvaluationFailed':
      return foldEvaluationFailed(state, event, context);
    case 'EvaluationCancelled':
      return foldEvaluationCancelled(state, event, context);
    case 'AllocationPlaced':
      return foldAllocationPlaced(state, event, { nodeId, context });
    case 'AllocationUpdated':
      return foldAllocationUpdated(state, event, context);
    case 'AllocationMigrationRequested':
    case 'AllocationRescheduleDelayed':
    case 'AllocationRescheduleForced':
    case 'AllocationShutdownDelaySkipped':
      return foldTransition(state, event, context);
    case 'AllocationStopped':
      return foldAllocationStopped(state, event, context);
    case 'AllocationDisconnected':
    case 'AllocationReconnected':
      return foldDisconnection(state, event, context);
    case 'NodeStatusChanged':
      return foldNodeStatusChanged(state, event, context);
    case 'NodeEligibilityChanged':
      return foldNodeEligibilityChanged(state, event, context);
    case 'NodeDrainChanged':
      return foldNodeDrainChanged(state, event, context);
    case 'NodeDeregistered':
      return foldNodeDeregistered(state, event, context);
    case 'NodeRegistered':
      return foldNodeRegistered(state, event, context);
    case 'AllocationStatusReported':
      return foldAllocationStatusReported(state, event, context);
    case 'DeploymentCreated':
      return foldDeploymentCreated(state, event, context);
    case 'DeploymentStatusChanged':
      return foldDeploymentStatusChanged(state, event, context);
    case 'DeploymentGoalChanged':
      return foldDeploymentGoalChanged(state, event, context);
    case 'DeploymentPromoted':
      return foldDeploymentPromoted(state, event, context);
    case 'AllocationHealthSet':
      return foldAllocationHealthSet(state, event, context);
    case 'SchedulerConfigurationChanged':
      return foldSchedulerConfigurationChanged(state, event, context);
    case 'GarbageCollectionRequested':
      return foldGarbageCollectionRequested(state, context);
    case 'GarbageCollected':
      return foldGarbageCollected(state, event);
    default:
      return assertNever(event); // A new event type does not compile until it is handled here.
  }
}

function rememberSubject(
  state: State,
  { kind, nodeId, subject }: { kind: string; nodeId: string; subject: string },
  context: FoldContext,
): void {
  if (kind === 'node') touchNodeSubject(state, { nodeId, kind: 'commandSeq' }, context);
  else if (kind === 'client') touchNodeSubject(state, { nodeId, kind: 'clientSeq' }, context);
  else if (kind === 'gc') state.collection = { ...state.collection, subjectSeq: context.seq };
  else if (kind === 'eval') state.evalSubjectSeq.set(jobKeyIn(subject), context.seq);
  else if (kind === 'deployment') state.deploymentSubjectSeq.set(jobKeyIn(subject), context.seq);
  else if (kind !== 'job') state.settingSubjectSeq.set(subject, context.seq);
}

/** The job in a subject such as `eval.default.web`. */
function jobKeyIn(subject: string): JobKey {
  const [, namespace = '', jobId = ''] = subject.split('.');
  return jobKey(untoken(namespace), untoken(jobId));
}
