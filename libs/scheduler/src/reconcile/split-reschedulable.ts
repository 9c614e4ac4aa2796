import {
  type AllocationRow,
  type DeploymentRow,
  isActiveDeployment,
  isTerminal,
} from '@steppe/domain';
import type { JobView } from './job-view.ts';
import type { DelayedReschedule } from './reconciled.ts';
import { nextReschedule } from './reschedule-policy.ts';

/** A failed allocation that is due within this time is due: clocks differ, and a second evaluation costs more. */
const NEARLY_DUE_MS = 1_000;
/** One follow-up evaluation takes care of all that fall due this soon after the first. */
export const FOLLOWUP_WINDOW_MS = 5_000;

export interface Reschedulable {
  /** Count as they are: they run, or ended as they should, or may not be placed anew. */
  readonly untainted: AllocationRow[];
  readonly now: { alloc: AllocationRow; delayMs: number }[];
  /** Also in `untainted`, until they are due. */
  readonly later: DelayedReschedule[];
}

/** Splits allocations on sound nodes by what their failure asks for. Source: Nomad's filterByRescheduleable. */
export function splitReschedulable(
  view: JobView,
  allocs: readonly AllocationRow[],
  deployment: DeploymentRow | undefined,
): Reschedulable {
  const split: Reschedulable = { untainted: [], now: [], later: [] };
  const isBatch = view.evaluation.type === 'batch';
  for (const alloc of allocs) {
    if (alloc.nextAllocId !== undefined && isTerminal(alloc)) continue;
    const fate = isBatch ? fateOfBatch(alloc) : fateOfService(alloc);
    if (fate === 'gone') continue;
    if (fate === 'counts') {
      split.untainted.push(alloc);
      continue;
    }
    const time = mayReschedule(alloc, deployment) ? nextReschedule(alloc) : undefined;
    if (time && time.atMs <= view.nowMs + windowOf(view)) {
      split.now.push({ alloc, delayMs: time.delayMs });
      continue;
    }
    split.untainted.push(alloc);
    if (time) split.later.push({ alloc, atMs: time.atMs });
  }
  return split;
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

function windowOf({ evaluation }: JobView): number {
  return evaluation.waitUntilMs === undefined ? NEARLY_DUE_MS : FOLLOWUP_WINDOW_MS;
}
