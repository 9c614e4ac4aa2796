import {
  type AllocationRow,
  type DeploymentRow,
  disconnectedSinceMs,
  failureTimeOf,
  groupOf,
  isActiveDeployment,
  isReplacedOnLoss,
  isTerminal,
  lostAfterMs,
  nextReschedule,
  type TaskGroup,
} from '@steppe/domain';
import { isDue } from './due.ts';
import type { JobView } from './job-view.ts';
import type { Delayed } from './reconciled.ts';

export interface Reschedulable {
  /** Count as they are: they run, or ended as they should, or may not be placed anew. */
  readonly untainted: AllocationRow[];
  readonly now: { alloc: AllocationRow; delayMs: number }[];
  /** Also in `untainted`, until they are due. */
  readonly later: Delayed[];
}

/** A group as it shall run. */
interface GroupNow {
  readonly group: TaskGroup;
  readonly deployment: DeploymentRow | undefined;
}

/** Splits allocations on sound nodes by what their failure asks for. Source: Nomad's filterByRescheduleable. */
export function splitReschedulable(
  view: JobView,
  allocs: readonly AllocationRow[],
  { group, deployment }: GroupNow,
): Reschedulable {
  const split: Reschedulable = { untainted: [], now: [], later: [] };
  const isBatch = view.evaluation.type === 'batch';
  for (const alloc of allocs) {
    if (alloc.nextAllocId !== undefined && isTerminal(alloc)) continue;
    const fate = isBatch ? fateOfBatch(alloc) : fateOfService(alloc);
    const sinceMs = alloc.clientStatus === 'unknown' ? disconnectedSinceMs(alloc) : undefined;
    if (sinceMs !== undefined && fate === 'counts' && mayReplaceUnknown(alloc, group)) {
      decide(view, split, { alloc, deployment, failedAtMs: sinceMs });
      continue;
    }
    if (fate === 'gone') continue;
    if (fate === 'counts') {
      split.untainted.push(alloc);
      continue;
    }
    decide(view, split, { alloc, deployment, failedAtMs: failureTimeOf(alloc) });
  }
  return split;
}

/**
 * The same for allocations whose node is out of touch as of now: what their group wants replaced is replaced as if
 * it had failed.
 */
export function splitDisconnecting(
  view: JobView,
  allocs: readonly AllocationRow[],
  { group, deployment }: GroupNow,
): Reschedulable {
  const split: Reschedulable = { untainted: [], now: [], later: [] };
  if (!isReplacedInTime(group)) {
    split.untainted.push(...allocs);
    return split;
  }
  for (const alloc of allocs) decide(view, split, { alloc, deployment, failedAtMs: view.nowMs });
  return split;
}

function decide(
  view: JobView,
  split: Reschedulable,
  {
    alloc,
    deployment,
    failedAtMs,
  }: { alloc: AllocationRow; deployment: DeploymentRow | undefined; failedAtMs: number },
): void {
  const time = mayReschedule(alloc, deployment) ? nextReschedule(alloc, failedAtMs) : undefined;
  if (time && isDue(view, time.atMs)) {
    split.now.push({ alloc, delayMs: time.delayMs });
    return;
  }
  split.untainted.push(alloc);
  if (time) split.later.push({ alloc, atMs: time.atMs, triggeredBy: 'alloc-reschedule' });
}

type Fate = 'counts' | 'gone' | 'ask-policy';

/** A batch allocation that ended well is done for ever. */
function fateOfBatch({ desiredStatus, clientStatus }: AllocationRow): Fate {
  if (desiredStatus !== 'run') {
    return desiredStatus === 'stop' && clientStatus === 'complete' ? 'counts' : 'gone';
  }
  return clientStatus === 'failed' ? 'ask-policy' : 'counts';
}

/** A service allocation that ended, however well, is missing. */
function fateOfService({ desiredStatus, clientStatus }: AllocationRow): Fate {
  if (desiredStatus !== 'run') return 'gone';
  if (clientStatus === 'complete' || clientStatus === 'lost') return 'gone';
  return clientStatus === 'failed' ? 'ask-policy' : 'counts';
}

/** Whether one that is out of touch gets a replacement when its policy says: its version and the one to run agree. */
function mayReplaceUnknown({ jobVersion, groupName }: AllocationRow, group: TaskGroup): boolean {
  const own = groupOf(jobVersion, groupName);
  return own !== undefined && isReplacedInTime(own) && isReplacedInTime(group);
}

function isReplacedInTime(group: TaskGroup): boolean {
  return lostAfterMs(group) > 0 && isReplacedOnLoss(group);
}

/**
 * While a deployment goes on, its unhealthy allocations are replaced only where a progress deadline says
 * how long it may try.
 */
function mayReschedule(alloc: AllocationRow, deployment: DeploymentRow | undefined): boolean {
  const ofDeployment = deployment && alloc.deploymentId === deployment.deployment.id;
  if (!ofDeployment || !isActiveDeployment(deployment)) return true;
  const wanted = deployment.deployment.groups[alloc.groupName];
  return alloc.health?.healthy === false && (wanted?.progressDeadlineMs ?? 0) > 0;
}
