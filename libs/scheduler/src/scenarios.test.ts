import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { allocationName, nameOf, subjects } from '@steppe/domain';
import { explainNodes } from './explain/explain-nodes.ts';
import type { Plan } from './plan/plan.ts';
import { ScenarioCluster } from './testing/scenarios/play.ts';
import {
  Evaluated,
  type Metric,
  type NodeVerdict,
  Results,
  Scenario,
  type Step,
} from './testing/scenarios/scenario.ts';

/*
 * What Nomad 2.0.5's scheduler did in worked scenarios. After each evaluation the cluster follows the real
 * plan, so that the next one starts from the same state: the real scheduler looks at a random sample of nodes
 * and chooses others among equals.
 */
const folder = new URL('../scenarios/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.in.json'))
  .map((file) => file.replace('.in.json', ''));

describe.each(names)('scenario %s', (name) => {
  test('decides as recorded', () => {
    const scenario = Scenario.parse(read(`${name}.in.json`));
    const { results } = Results.parse(read(`${name}.out.json`));
    const cluster = new ScenarioCluster(scenario);
    let next = 0;
    for (const step of scenario.steps) {
      const own = cluster.do(step);
      const count = own === undefined ? resultsOfStep(results.slice(next)) : 1;
      for (const json of results.slice(next, next + count)) {
        if (step.op === 'alloc' || step.op === 'dump') continue; // Nothing was decided.
        follow(cluster, { step, result: Evaluated.parse(json), own });
      }
      next += count;
    }
    expect(next).toBe(results.length);
  });
});

/** One step may bring about an evaluation for each of several jobs: results up to the same job again. */
function resultsOfStep(results: readonly { op: string; job?: unknown }[]): number {
  const again = results.findIndex(
    ({ op, job }, i) =>
      i > 0 && (op !== results[0]?.op || results.slice(0, i).some((before) => before.job === job)),
  );
  return again < 0 ? results.length : again;
}

function follow(
  cluster: ScenarioCluster,
  { step, result, own }: { step: Step; result: Evaluated; own: string | undefined },
): void {
  const evalId = own ?? cluster.evaluate(result.job, cluster.triggerOf(result));
  for (const [group, table] of Object.entries(result.node_tables)) {
    for (const [node, verdict] of Object.entries(table))
      expectVerdict(cluster, { ...result, group, node }, verdict);
  }
  const plan = cluster.plan(evalId);
  const { op } = step;
  const [ours, recorded] = [summaryOf(plan, cluster), recordedSummary(result)];
  // Which node of a system job is updated first is up to a random order there.
  const isSystem = cluster.state.evals.get(evalId)?.evaluation.type === 'system';
  const comparable = isSystem ? withoutDetailsOfSystem : <T>(summary: T) => summary;
  expect({ op, ...comparable(ours) }).toEqual({ op, ...comparable(recorded) });
  followPlan(cluster, plan, result);
}

/** It also counts all suitable nodes as placements, and moves the deployment's goal as nodes come and go. */
function withoutDetailsOfSystem(summary: ReturnType<typeof summaryOf>) {
  return {
    ...summary,
    updates: {},
    deployed: {},
    places: summary.places.map((line) => line.replace(/@n\d+"\]$/, '"]')),
    stops: summary.stops
      .map((line) => line.replace(/@n\d+(?=: alloc is being updated)/, ''))
      .toSorted(),
  };
}

/** Does what the real plan did, and compares the scores that it saw on the way. */
function followPlan(cluster: ScenarioCluster, plan: Plan, result: Evaluated): void {
  const { job } = result;
  const replaced = new Set(result.place.map(({ previous }) => previous));
  const isOfPlacement = (stop: Evaluated['stop'][number]) =>
    stop.client !== 'lost' && replaced.has(`${stop.name}@${stop.node}`);
  if (plan.deployment) {
    cluster.append(subjects.deployment('default', job), plan.deployment.events);
  }
  for (const stop of result.stop) if (!isOfPlacement(stop)) cluster.stopAsRecorded(stop);
  for (const { nodeId, events } of plan.nodeCommits) {
    const updates = events.filter((event) => event.type === 'AllocationUpdated');
    if (updates.length > 0) cluster.append(subjects.node(nodeId), updates);
  }
  for (const placed of result.place) {
    for (const stop of result.stop) {
      if (isOfPlacement(stop) && `${stop.name}@${stop.node}` === placed.previous) {
        cluster.stopAsRecorded(stop);
      }
    }
    for (const { node, norm, scores } of placed.preempts ? [] : placed.metrics.score_meta) {
      const verdict = { score: norm, parts: scores };
      expectVerdict(cluster, { job, group: placed.group, node }, verdict);
    }
    cluster.placeAsRecorded(plan.evalId, job, placed);
  }
  cluster.append(subjects.evaluation('default', job), plan.outcome.events);
}

function expectVerdict(
  cluster: ScenarioCluster,
  { job, group, node }: { job: string; group: string; node: string },
  verdict: NodeVerdict,
): void {
  const { state } = cluster;
  const explained = explainNodes(state, {
    namespace: 'default',
    jobId: job,
    groupName: group,
  });
  const nodeId = cluster.nodeId(node);
  // The recorded scheduler counts what was told to stop until its client says that it did.
  if (cluster.isStopping(nodeId)) return;
  const ours = explained?.get(nodeId);
  const about = { job, node };
  if (!('score' in verdict) || !ours || !('score' in ours)) {
    expect({ ...about, ...ours }).toEqual({ ...about, ...verdict });
    return;
  }
  expect({ ...about, ...like(ours, verdict) }).toEqual({ ...about, ...verdict });
}

interface Scored {
  readonly score: number;
  readonly parts: Readonly<Record<string, number>>;
}

function near(value: number, wanted = Number.NaN): number {
  return Math.abs(value - wanted) < 1e-4 ? wanted : value;
}

/** Ours, with recorded values in place of those that agree to 1e-4: they were recorded with six digits. */
function like(ours: Scored, recorded: Scored): Scored {
  const parts = Object.entries(ours.parts).map(
    ([key, value]) => [key, near(value, recorded.parts[key])] as const,
  );
  return { score: near(ours.score, recorded.score), parts: Object.fromEntries(parts) };
}

function summaryOf({ nodeCommits, deployment, outcome }: Plan, cluster: ScenarioCluster) {
  const events = nodeCommits.flatMap((commit) => commit.events);
  const about = (allocId: string) => {
    const row = cluster.state.allocs.get(allocId);
    return row ? `${nameOf(row)}@${cluster.nodeName(row.nodeId)}` : allocId;
  };
  const stops = events.filter((event) => event.type === 'AllocationStopped');
  const completed = outcome.events.find((event) => event.type === 'EvaluationCompleted');
  const created = deployment?.events.find((event) => event.type === 'DeploymentCreated');
  return {
    places: events
      .filter((event) => event.type === 'AllocationPlaced')
      .map(({ placement: { jobId, group, index, canary = false, previousAllocId } }) =>
        JSON.stringify([
          allocationName(jobId, group, index),
          canary,
          previousAllocId ? about(previousAllocId) : null,
        ]),
      )
      .toSorted(),
    stops: stops
      .filter(({ desiredStatus }) => desiredStatus === 'stop')
      .map(
        (stop) => `${about(stop.allocId)}: ${stop.desiredDescription} ${stop.clientStatus ?? ''}`,
      )
      .toSorted(),
    evictions: stops.filter(({ desiredStatus }) => desiredStatus === 'evict').length,
    inPlace: events
      .filter((event) => event.type === 'AllocationUpdated')
      .map(({ allocId }) => about(allocId))
      .toSorted(),
    ended: (deployment?.events ?? []).flatMap((event) =>
      event.type === 'DeploymentStatusChanged' && event.status !== 'running'
        ? [event.statusDescription]
        : [],
    ),
    deployed: Object.fromEntries(
      Object.entries(created?.deployment.groups ?? {}).map(([group, wanted]) => [
        group,
        { desired: wanted.desiredTotal, canaries: wanted.desiredCanaries },
      ]),
    ),
    updates: Object.fromEntries(
      Object.entries(completed?.desiredUpdates ?? {}).map(([group, counts]) => [
        group,
        Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
      ]),
    ),
    queued: completed?.queuedAllocations,
    failed: Object.fromEntries(
      Object.entries(completed?.failedGroups ?? {}).map(([group, metric]) => [
        group,
        {
          evaluated: metric.nodesEvaluated,
          filtered: metric.nodesFiltered,
          exhausted: metric.nodesExhausted,
          inPool: metric.nodesInPool,
          coalesced: metric.coalescedFailures,
          available: metric.nodesAvailable,
          dimensions: metric.dimensionExhausted,
          classes: metric.classFiltered,
        },
      ]),
    ),
    created: outcome.events.flatMap((event) =>
      event.type === 'EvaluationBlocked' ? [`blocked ${event.evaluation.triggeredBy}`] : [],
    ),
  };
}

function recordedSummary(result: Evaluated): ReturnType<typeof summaryOf> {
  const { place, stop } = result;
  return {
    places: place
      .map(({ name, canary = false, previous = null }) => JSON.stringify([name, canary, previous]))
      .toSorted(),
    stops: stop
      .map(
        ({ name, node, client = '', ...more }) =>
          `${name}@${node}: ${more.desired_description} ${client}`,
      )
      .toSorted(),
    evictions: result.preempt.length,
    inPlace: result.inplace.map(({ name, node }) => `${name}@${node}`).toSorted(),
    ended: result.deployment_updates
      .filter(({ status }) => status !== 'running')
      .map(({ description }) => description),
    deployed: Object.fromEntries(
      Object.entries(result.deployment?.groups ?? {}).map(([group, { desired, canaries }]) => [
        group,
        { desired, canaries },
      ]),
    ),
    updates: Object.fromEntries(
      Object.entries(result.desired_tg_updates).map(([group, counts]) => [
        group,
        Object.fromEntries(
          Object.entries(counts).map(([key, count]) => [
            key[0]?.toLowerCase() + key.slice(1),
            count,
          ]),
        ),
      ]),
    ),
    queued: result.queued,
    failed: Object.fromEntries(
      Object.entries(result.failed_tg).map(([group, metric]) => [group, failureOf(metric)]),
    ),
    created: result.created_evals.map((made) => `${made.status} ${made.triggered_by}`),
  };
}

function failureOf(metric: Metric) {
  const { evaluated, filtered, exhausted, in_pool: inPool, coalesced, available } = metric;
  const dimensions = metric.dimension_exhausted ?? {};
  const classes = metric.class_filtered ?? {};
  return { evaluated, filtered, exhausted, inPool, coalesced, available, dimensions, classes };
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}
