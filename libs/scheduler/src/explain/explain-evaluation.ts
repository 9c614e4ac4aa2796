import {
  type AllocationPlaced,
  allocationName,
  allocsOfJob,
  type AllocationRow,
  isTerminal,
  nameOf,
  type Seq,
  type State,
} from '@steppe/domain';
import type { NodePlanEvent, OutcomeEvent, Plan } from '../plan/plan.ts';
import { schedule } from '../schedule.ts';
import type { ExplainOptions, PlacementExplanation } from './explanations.ts';

/** What a plan did about one allocation, and why. */
export interface AllocationExplanation {
  readonly action: 'place' | 'stop' | 'evict' | 'update' | 'wait' | 'keep';
  readonly allocId: string;
  readonly name: string;
  readonly groupName: string;
  readonly nodeId: string;
  readonly why: string;
}

/** How an evaluation was decided, on the state at one seq. */
export interface EvaluationExplanation {
  readonly evalId: string;
  readonly snapshotSeq: Seq;
  readonly atMs: number;
  readonly placements: readonly PlacementExplanation[];
  readonly allocations: readonly AllocationExplanation[];
  readonly outcome: readonly OutcomeEvent[];
}

/**
 * Takes the decision of an evaluation once more, on the state on which it was taken, and says for each node why it
 * was left out or what it scored, and for each allocation what was done and why. Undefined when there was nothing
 * to decide: the evaluation was not pending there.
 *
 * @param nowMs the time at which it was decided: what is rescheduled when depends on it.
 */
export function explainEvaluation(
  state: State,
  evalId: string,
  { nowMs, ...options }: ExplainOptions & { nowMs: number },
): EvaluationExplanation | undefined {
  if (state.evals.get(evalId)?.status !== 'pending') return undefined;
  const plan = schedule(state, evalId, { nowMs, explain: options });
  return {
    evalId,
    snapshotSeq: state.seq,
    atMs: nowMs,
    placements: plan.explanations,
    allocations: explainPlan(state, plan),
    outcome: plan.outcome.events,
  };
}

/** What a plan does about each allocation of its job, and why, on the state on which it was made. */
export function explainPlan(state: State, plan: Plan): AllocationExplanation[] {
  const done: AllocationExplanation[] = [];
  const touched = new Set<string>();
  const reasons = reasonsOf(plan);
  for (const { nodeId, events } of plan.nodeCommits) {
    for (const event of events) {
      if (event.type === 'AllocationPlaced') done.push(placed(state, event, { nodeId, reasons }));
      else {
        touched.add(event.allocId);
        const row = state.allocs.get(event.allocId);
        if (row) done.push(changed(row, event));
      }
    }
  }
  for (const row of allocsOfJob(state, plan.jobKey)) {
    if (touched.has(row.id) || isTerminal(row)) continue;
    done.push({ ...about(row), action: 'keep', why: `runs version ${row.jobVersion.version}` });
  }
  return done;
}

/** Why what the plan stops, or finds out of touch, may be replaced, by the allocation's ID. */
function reasonsOf({ nodeCommits }: Plan): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const event of nodeCommits.flatMap(({ events }) => events)) {
    if (event.type === 'AllocationStopped') reasons.set(event.allocId, event.desiredDescription);
    if (event.type === 'AllocationDisconnected') reasons.set(event.allocId, OUT_OF_TOUCH);
  }
  return reasons;
}

const OUT_OF_TOUCH = 'alloc is unknown since its node is disconnected';

function placed(
  state: State,
  { placement }: AllocationPlaced,
  { nodeId, reasons }: { nodeId: string; reasons: ReadonlyMap<string, string> },
): AllocationExplanation {
  const { allocId, jobId, group, index } = placement;
  return {
    action: 'place',
    allocId,
    name: allocationName(jobId, group, index),
    groupName: group,
    nodeId,
    why: whyPlaced(state, placement, reasons),
  };
}

function whyPlaced(
  state: State,
  { previousAllocId, canary, jobSeq, group }: AllocationPlaced['placement'],
  reasons: ReadonlyMap<string, string>,
): string {
  const version = state.jobVersions.get(jobSeq);
  if (canary) return `canary of version ${version?.version ?? 0}`;
  if (previousAllocId === undefined) {
    const count = version?.job.groups.find(({ name }) => name === group)?.count ?? 0;
    return `the group wants ${count}`;
  }
  const previous = state.allocs.get(previousAllocId);
  const status = previous ? `which is ${previous.clientStatus}` : 'which is gone';
  return `replaces ${previousAllocId}: ${reasons.get(previousAllocId) ?? status}`;
}

function changed(
  row: AllocationRow,
  event: Exclude<NodePlanEvent, AllocationPlaced>,
): AllocationExplanation {
  if (event.type === 'AllocationUpdated') {
    return { ...about(row), action: 'update', why: 'the new version needs no restart' };
  }
  if (event.type === 'AllocationDisconnected') {
    return { ...about(row), action: 'wait', why: OUT_OF_TOUCH };
  }
  if (event.type === 'AllocationReconnected') {
    return { ...about(row), action: 'keep', why: 'its node is connected again' };
  }
  if (event.type === 'AllocationRescheduleDelayed') {
    return { ...about(row), action: 'wait', why: 'it failed, and is placed anew after a delay' };
  }
  const action = event.desiredStatus === 'evict' ? 'evict' : 'stop';
  return { ...about(row), action, why: event.desiredDescription };
}

function about(row: AllocationRow) {
  return { allocId: row.id, name: nameOf(row), groupName: row.groupName, nodeId: row.nodeId };
}
