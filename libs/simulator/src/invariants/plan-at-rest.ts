import {
  applyRecorded,
  type DeploymentRow,
  type DomainEvent,
  evalsOfJob,
  isActiveDeployment,
  type Job,
  jobKey,
  latestDeployment,
  launchesOthers,
  type State,
  subjects,
} from '@steppe/domain';
import { type Plan, schedule } from '@steppe/scheduler';
import type { FailedRollOuts } from './failed-roll-outs.ts';
import { awaitsPromotion } from './jobs-at-rest.ts';
import type { Violation } from './violation.ts';

/**
 * Asks the scheduler once more about every job. At rest it must have nothing to do, and
 * what it cannot place must be what already waits.
 *
 * @param state one that nobody else has: the questions are folded into it.
 */
export function planAtRest(
  state: State,
  { nowMs, failed }: { nowMs: number; failed: FailedRollOuts },
): Violation | undefined {
  for (const row of state.jobs.values()) {
    const { job } = row.current;
    if (launchesOthers(job)) continue; // Only its children are placed.
    const rollOut = latestDeployment(state, jobKey(job.namespace, job.id));
    // Either would be taken up once more.
    if (failed.isForgotten(state, row) || lacksCanary(state, rollOut)) continue;
    const fault = faultOfPlan(state, { job, rollOut, plan: ask(state, job, nowMs) });
    if (fault !== undefined) return { rule: 'plan at rest', message: `job ${job.id} ${fault}` };
  }
  return undefined;
}

function ask(state: State, { namespace, id: jobId, type, priority }: Job, nowMs: number): Plan {
  const id = `at-rest-${jobKey(namespace, jobId)}`;
  const triggeredBy = 'job-register';
  const evaluation = { id, namespace, jobId, type, priority, triggeredBy } as const;
  applyRecorded(state, {
    seq: state.seq + 1,
    subject: subjects.evaluation(namespace, jobId),
    commit: {
      v: 1,
      atMs: nowMs,
      actor: 'simulator',
      events: [{ type: 'EvaluationCreated', v: 1, evaluation }],
    },
  });
  return schedule(state, id, { nowMs });
}

function faultOfPlan(
  state: State,
  { job, rollOut, plan }: { job: Job; rollOut: DeploymentRow | undefined; plan: Plan },
): string | undefined {
  const blocked = evalsOfJob(state, jobKey(job.namespace, job.id)).find(
    ({ status }) => status === 'blocked',
  );
  const types = plan.outcome.events.map((event) => event.type);
  const waits = types.includes('EvaluationBlocked');
  const done = [...deploymentEvents(plan, waits), ...plan.nodeCommits.flatMap((c) => c.events)];
  if (done.length > 0) {
    // Nobody is woken because the scheduler was told since that it may preempt, as in Nomad.
    const preempts = done.some(
      (event) => 'desiredStatus' in event && event.desiredStatus === 'evict',
    );
    const configuredSeq = state.schedulerConfiguration.modifySeq;
    const isLate = blocked !== undefined && blocked.modifySeq < configuredSeq;
    return preempts && isLate ? undefined : `is not at rest: ${JSON.stringify(done)}`;
  }
  if (types.includes('EvaluationCreated')) return 'has something to be placed later';
  if (waits === (blocked !== undefined)) return undefined;
  if (waits) return 'lacks allocations, and no evaluation waits to place them';
  // A held back roll-out holds back what waits; what a drain stopped of a batch job counts as done; and what a system
  // job lacked on a node is not missing any more once that is drained or gone.
  const mayWaitInVain = job.type !== 'service' || isHeldBack(rollOut);
  return mayWaitInVain ? undefined : 'lacks nothing, and an evaluation waits all the same';
}

/**
 * Whether a roll-out failed or waits for a person. What was lost meanwhile is placed at once, or not before that.
 * Source: Nomad's computeReplacements, which places what is lost as long as it is not told to stop.
 */
function isHeldBack(rollOut: DeploymentRow | undefined): boolean {
  if (!rollOut) return false;
  return rollOut.status === 'failed' || (isActiveDeployment(rollOut) && awaitsPromotion(rollOut));
}

/**
 * Whether a roll-out waits for a person whose failed canary was forgotten: nobody replaces the one, and whoever looks at
 * the job for another reason places the other. Source: Nomad's core scheduler, which collects what failed of a job of
 * which nothing runs.
 */
function lacksCanary({ allocs }: State, rollOut: DeploymentRow | undefined): boolean {
  if (!rollOut || !isActiveDeployment(rollOut) || !awaitsPromotion(rollOut)) return false;
  const canaries = Object.values(rollOut.progress).flatMap((group) => group.placedCanaries);
  return canaries.some((id) => !allocs.has(id));
}

/**
 * What the plan would say of deployments. One that it would create for what waits in vain does not count: a
 * migration that found no place is not deployed, and what lacks a place afterwards is.
 * Source: Nomad's computeGroup, which counts placements in the deployment's total, but no migrations.
 */
function deploymentEvents({ deployment }: Plan, waits: boolean): readonly DomainEvent[] {
  const events = deployment?.events ?? [];
  return waits ? events.filter(({ type }) => type !== 'DeploymentCreated') : events;
}
