import {
  applyRecorded,
  type DeploymentRow,
  type DomainEvent,
  isActiveDeployment,
  jobKey,
  latestDeployment,
  type State,
  subjects,
} from '@steppe/domain';
import { type Plan, schedule } from '@steppe/scheduler';
import { awaitsPromotion } from './jobs-at-rest.ts';
import type { Violation } from './violation.ts';

/**
 * Asks the scheduler once more about every job. At rest it must have nothing to do, and
 * what it cannot place must be what already waits.
 *
 * @param state one that nobody else has: the questions are folded into it.
 */
export function planAtRest(state: State, nowMs: number): Violation | undefined {
  for (const { current } of state.jobs.values()) {
    const { namespace, id: jobId, type, priority, periodic } = current.job;
    if (periodic) continue; // Only its children are placed.
    const key = jobKey(namespace, jobId);
    const id = `at-rest-${key}`;
    const evaluation = {
      id,
      namespace,
      jobId,
      type,
      priority,
      triggeredBy: 'job-register',
    } as const;
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
    const plan = schedule(state, id, { nowMs });
    const rule = 'plan at rest';
    const types = plan.outcome.events.map((event) => event.type);
    const waits = types.includes('EvaluationBlocked');
    const done = [...deploymentEvents(plan, waits), ...plan.nodeCommits.flatMap((c) => c.events)];
    if (done.length > 0) {
      return { rule, message: `job ${jobId}: ${JSON.stringify(done)}` };
    }
    if (types.includes('EvaluationCreated')) {
      return { rule, message: `job ${jobId}: something is to be placed later` };
    }
    const isKnown = [...state.evals.values()].some(
      (row) => row.status === 'blocked' && row.evaluation.jobId === jobId,
    );
    if (waits === isKnown) continue;
    // A held back roll-out holds back what waits; what a drain stopped of a batch job counts as done; and what a system
    // job lacked on a node is not missing any more once that is drained or gone.
    const mayWaitInVain = type !== 'service' || isHeldBack(latestDeployment(state, key));
    if (!waits && mayWaitInVain) continue;
    const message = waits
      ? `job ${jobId} lacks allocations, and no evaluation waits to place them`
      : `job ${jobId} lacks nothing, and an evaluation waits all the same`;
    return { rule, message };
  }
  return undefined;
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
 * What the plan would say of deployments. One that it would create for what waits in vain does not count: a
 * migration that found no place is not deployed, and what lacks a place afterwards is.
 * Source: Nomad's computeGroup, which counts placements in the deployment's total, but no migrations.
 */
function deploymentEvents({ deployment }: Plan, waits: boolean): readonly DomainEvent[] {
  const events = deployment?.events ?? [];
  return waits ? events.filter(({ type }) => type !== 'DeploymentCreated') : events;
}
