import {
  type AllocationRow,
  type Deployment,
  type DesiredUpdates,
  isActiveDeployment,
  type Job,
  type State,
} from '@steppe/domain';
import { isSamePlace } from './feasible/datacenters.ts';
import { type ExplainOptions, Explanations } from './explain/explanations.ts';
import { deploymentCommit, deploymentWithRoom } from './plan/deployment-commit.ts';
import { followupsFor } from './plan/followups.ts';
import { NodeCommits } from './plan/node-commits.ts';
import { outcomeOf, outcomeOfConflicts } from './plan/outcome.ts';
import { PlacementWriter } from './plan/placement-writer.ts';
import { Placer } from './plan/placer.ts';
import type { Plan } from './plan/plan.ts';
import { type JobView, viewJob } from './reconcile/job-view.ts';
import { type ReconciledJob, reconcileJob } from './reconcile/reconcile-job.ts';

export interface ScheduleOptions {
  readonly nowMs: number;
  /** Also say how placements came about: slow. */
  readonly explain?: ExplainOptions | undefined;
}

/**
 * Decides what a pending evaluation asks: compares what runs of its job with what is wanted, chooses the best
 * nodes for what is missing, and says it as events. It reads the state and changes nothing; the same state,
 * evaluation and options give the same plan, byte for byte.
 */
export function schedule(state: State, evalId: string, { nowMs, explain }: ScheduleOptions): Plan {
  const view = viewJob(state, evalId, nowMs);
  const reconciled = reconcileJob(view);
  const deployment = deploymentOf(reconciled);
  const commits = new NodeCommits(state);
  const followups = followupsFor(view, reconciled.delayed);
  for (const stop of reconciled.stops) {
    commits.stop(stop, stop.isDelayed ? followups.evalIds.get(stop.alloc.id) : undefined);
  }
  for (const alloc of withDelay(reconciled)) {
    const followupEvalId = followups.evalIds.get(alloc.id);
    if (followupEvalId !== alloc.followupEvalId) commits.delayReschedule(alloc, followupEvalId);
  }
  for (const alloc of reconciled.disconnecting) {
    commits.disconnect(alloc, followups.evalIds.get(alloc.id));
  }
  for (const alloc of reconciled.reconnected) commits.reconnect(alloc);
  for (const alloc of reconciled.inPlace) {
    const deploymentId = deployment?.groups[alloc.groupName] ? deployment.id : undefined;
    commits.update(alloc, { evalId, jobSeq: view.version?.seq ?? 0, deploymentId });
  }
  const stopped = reconciled.stops.map(({ alloc }) => alloc);
  const writer = new PlacementWriter(view, { commits, deployment });
  const elsewhere = jobsElsewhere(view, reconciled);
  const explanations = explain && new Explanations(explain);
  const placer = new Placer(view, { writer, stopped, elsewhere, explanations });
  // What is replaced goes first: it frees room.
  placer.placeAll(reconciled.destructive);
  placer.placeAll(reconciled.places);
  const unsuited = reconciled.unsuited.map(
    (request) => [request.group.name, placer.whyUnsuited(request)] as const,
  );
  const newDeployment = deploymentWithRoom(view, reconciled, placer.failures);
  return {
    evalId,
    jobKey: view.key,
    snapshotSeq: state.seq,
    atMs: nowMs,
    deployment: deploymentCommit(view, reconciled, {
      newDeployment,
      failures: placer.failures,
    }),
    nodeCommits: commits.toCommits(),
    outcome: outcomeOf(
      view,
      { failures: placer.failures.byGroup, unsuited, rules: placer.rules.values() },
      {
        updates: withPreemptions(reconciled.updates, writer.evictions),
        deploymentId: deploymentOf({ ...reconciled, newDeployment })?.id,
        followups: followups.events,
      },
    ),
    explanations: explanations?.list ?? [],
  };
}

/** The end of an evaluation that ran into conflicts with other plans at each of `attempts` attempts. */
export function giveUp(
  state: State,
  evalId: string,
  { nowMs, attempts }: { nowMs: number; attempts: number },
): Pick<Plan, 'evalId' | 'jobKey' | 'outcome'> {
  const view = viewJob(state, evalId, nowMs);
  return { evalId, jobKey: view.key, outcome: outcomeOfConflicts(view, attempts) };
}

/** What failed and is placed anew later. What is out of touch has a follow-up of its own. */
function withDelay({ delayed }: ReconciledJob): AllocationRow[] {
  return delayed.flatMap(({ alloc, triggeredBy }) =>
    triggeredBy === 'alloc-reschedule' && alloc.clientStatus === 'failed' ? [alloc] : [],
  );
}

function withPreemptions(
  updates: Readonly<Record<string, DesiredUpdates>>,
  evictions: ReadonlyMap<string, number>,
): Record<string, DesiredUpdates> {
  return Object.fromEntries(
    Object.entries(updates).map(([name, update]) => [
      name,
      { ...update, preemptions: evictions.get(name) ?? 0 },
    ]),
  );
}

/**
 * Older versions that are placed while canaries of the current one wait, each in its own datacenters and node pool.
 * Source: Nomad's setNodes for a downgraded job.
 */
function jobsElsewhere({ version }: JobView, { places }: ReconciledJob): Job[] {
  if (!version) return [];
  const older = new Set(places.map((place) => place.version.job));
  return [...older].filter((job) => !isSamePlace(job, version.job));
}

/** The deployment that placements belong to. */
function deploymentOf({ newDeployment, deployments }: ReconciledJob): Deployment | undefined {
  const { current } = deployments;
  return newDeployment ?? (current && isActiveDeployment(current) ? current.deployment : undefined);
}
