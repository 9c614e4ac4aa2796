import type { PlacementMetric } from '@steppe/domain';
import type { Plan } from '../plan/plan.ts';

/** Why nothing more could be placed of a group; undefined when all was. */
export function failureOf(plan: Plan, group = 'g'): PlacementMetric | undefined {
  for (const event of plan.outcome.events) {
    const tellsWhy = event.type === 'EvaluationCompleted' || event.type === 'EvaluationBlocked';
    if (tellsWhy) return event.failedGroups[group];
  }
  return undefined;
}

/** What nodes scored for the first placement of a plan that explains itself, part by part. */
export function scoresOf(plan: Plan): Record<string, Readonly<Record<string, number>>> {
  const [first] = plan.explanations;
  return Object.fromEntries(
    (first?.metric.scores ?? []).map(({ nodeId, parts }) => [nodeId, parts]),
  );
}
