import {
  allocationName,
  assertNever,
  type DomainEvent,
  isJobNote,
  isSettingEvent,
  type JobNote,
  type Recorded,
} from '@steppe/domain';

/** The entries before and at a violation, one line each. */
export function traceOf(
  entries: readonly Recorded[],
  { untilSeq = entries.length, lines }: { untilSeq?: number | undefined; lines: number },
): string[] {
  return entries.slice(Math.max(0, untilSeq - lines), untilSeq).map(lineOf);
}

function lineOf({ seq, subject, commit }: Recorded): string {
  const { atMs, actor, events } = commit;
  const time = (atMs / 1_000).toFixed(3).slice(-7);
  return `${seq} ${time}s ${actor} on ${subject}: ${events.map(inWords).join('; ')}`;
}

/** What happened, short enough for a line; IDs by their first eight characters. */
function inWords(event: DomainEvent): string {
  if (isSettingEvent(event)) return event.type;
  if (isJobNote(event)) return noteInWords(event);
  switch (event.type) {
    case 'JobRegistered': {
      const { job, version, evalId = '' } = event;
      const counts = job.groups.map(({ count }) => count).join('+');
      return `${job.type} ${job.id} version ${version}, count ${counts}, evaluation ${short(evalId)}`;
    }
    case 'JobDeregistered':
      return `${event.jobId} ${event.purge ? 'purged' : 'stopped'}, evaluation ${short(event.evalId ?? '')}`;
    case 'AllocationHealthSet':
      return `${short(event.allocId)} is ${event.healthy ? 'healthy' : 'unhealthy'}, says a person`;
    case 'EvaluationCreated':
    case 'EvaluationBlocked': {
      const { id, triggeredBy, waitUntilMs } = event.evaluation;
      const when = waitUntilMs === undefined ? '' : `, not before ${waitUntilMs}`;
      return `${event.type} ${short(id)} for ${triggeredBy}${when}`;
    }
    case 'EvaluationUnblocked':
    case 'EvaluationCompleted':
    case 'EvaluationFailed':
    case 'EvaluationCancelled':
      return `${event.type} ${short(event.evalId)}${'statusDescription' in event ? `: ${event.statusDescription}` : ''}`;
    case 'AllocationPlaced': {
      const { allocId, jobId, group, index, evalId } = event.placement;
      const name = allocationName(jobId, group, index);
      return `placed ${name} ${short(allocId)} by ${short(evalId)}`;
    }
    case 'AllocationUpdated':
    case 'AllocationDisconnected':
    case 'AllocationReconnected':
    case 'AllocationMigrationRequested':
    case 'AllocationRescheduleDelayed':
    case 'AllocationRescheduleForced':
    case 'AllocationShutdownDelaySkipped':
      return `${event.type} ${short(event.allocId)}`;
    case 'AllocationStopped':
      return `${event.desiredStatus} ${short(event.allocId)}: ${event.desiredDescription}`;
    case 'AllocationStatusReported': {
      const { allocId, clientStatus, deploymentHealth: health } = event;
      return `${short(allocId)} is ${clientStatus}${health ? `, healthy: ${health.healthy}` : ''}`;
    }
    case 'NodeRegistered':
      return 'registered';
    case 'NodeStatusChanged':
      return `${event.status}: ${event.message}`;
    case 'NodeEligibilityChanged':
      return event.eligibility;
    case 'NodeDrainChanged':
      return event.drain ? 'drains' : 'drain ended';
    case 'NodeDeregistered':
      return 'deregistered';
    case 'DeploymentCreated':
      return `deployment ${short(event.deployment.id)} of version ${event.deployment.jobVersion}: ${JSON.stringify(event.deployment.groups)}`;
    case 'DeploymentStatusChanged':
      return `deployment ${short(event.deploymentId)} ${event.status}: ${event.statusDescription}`;
    case 'DeploymentGoalChanged':
    case 'DeploymentPromoted':
      return `${event.type} ${short(event.deploymentId)}`;
    case 'SchedulerConfigurationChanged':
      return `scheduler configuration ${JSON.stringify(event.configuration)}`;
    case 'GarbageCollectionRequested':
      return 'garbage collection requested';
    case 'GarbageCollected':
      return `collected ${event.evalIds.length} evaluations, ${event.allocIds.length} allocations`;
    default:
      return assertNever(event);
  }
}

function short(id: string): string {
  return id.slice(0, 8);
}

function noteInWords(note: JobNote): string {
  switch (note.type) {
    case 'JobScalingNoted':
      return `${note.jobId} scaled`;
    case 'JobStabilityChanged':
      return `${note.jobId} version ${note.version} ${note.stable ? 'is' : 'is not'} stable`;
    case 'JobVersionTagged':
      return `${note.jobId} version ${note.version} is named ${note.name}`;
    case 'JobVersionUntagged':
      return `${note.jobId} version ${note.version} has no name`;
    default:
      return assertNever(note);
  }
}
