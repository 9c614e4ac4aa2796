import type { Affinity, Job, NodeRow, TaskGroup } from '@steppe/domain';
import { comparisonOf } from '../feasible/operands.ts';
import { isUniqueTarget, resolveTarget } from '../feasible/resolve-target.ts';

export interface NodeAffinity {
  readonly score: (row: NodeRow) => number;
  /** Whether all nodes of a class have the same score. */
  readonly isSameForClass: boolean;
}

/**
 * Scores a node by the affinities that it meets: their weights over the sum of all absolute weights, from
 * -1 to 1. Undefined when the job has none: then the scorer takes no part. Source: Nomad's NodeAffinityIterator.
 */
export function nodeAffinityScorer(job: Job, group: TaskGroup): NodeAffinity | undefined {
  const affinities = [
    ...job.affinities,
    ...group.affinities,
    ...group.tasks.flatMap((task) => task.affinities),
  ];
  if (affinities.length === 0) return undefined;
  const rules = affinities.map(ruleOf);
  const total = affinities.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
  const score = (row: NodeRow): number =>
    total === 0 ? 0 : rules.reduce((sum, rule) => sum + rule(row), 0) / total;
  const isSameForClass = !affinities.some(readsUnique);
  return { isSameForClass, score: isSameForClass ? oncePerClass(score) : score };
}

function ruleOf({ leftTarget, operand, rightTarget, weight }: Affinity): (row: NodeRow) => number {
  const matches = comparisonOf(operand);
  return ({ node }) =>
    matches(resolveTarget(leftTarget, node), resolveTarget(rightTarget, node)) ? weight : 0;
}

function readsUnique({ leftTarget, rightTarget }: Affinity): boolean {
  return isUniqueTarget(leftTarget) || isUniqueTarget(rightTarget);
}

function oncePerClass(score: (row: NodeRow) => number): (row: NodeRow) => number {
  const known = new Map<string, number>();
  return (row) => {
    let value = known.get(row.computedClass);
    if (value === undefined) known.set(row.computedClass, (value = score(row)));
    return value;
  };
}
