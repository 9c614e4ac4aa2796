import type { Constraint, Job, TaskGroup } from '@steppe/domain';

/** At most `limit` allocations may share a value of an attribute. */
export interface DistinctProperty {
  readonly attribute: string;
  readonly limit: number;
  /** Whether all groups of the job count together, or this group alone. */
  readonly scope: 'job' | 'group';
}

export function distinctPropertiesOf(job: Job, group: TaskGroup): DistinctProperty[] {
  const ofGroup = [...group.constraints, ...group.tasks.flatMap((task) => task.constraints)];
  return [
    ...job.constraints.filter(asksDistinctProperty).map((rule) => propertyOf(rule, 'job')),
    ...ofGroup.filter(asksDistinctProperty).map((rule) => propertyOf(rule, 'group')),
  ];
}

/** Why one more allocation may not have this value; undefined when it may. */
export function rejectProperty(
  { attribute, limit }: DistinctProperty,
  value: string | undefined,
  used: number,
): string | undefined {
  if (value === undefined) return `missing property "${attribute}"`;
  if (used < limit) return undefined;
  return `distinct_property: ${attribute}=${value} used by ${used} allocs`;
}

function asksDistinctProperty({ operand }: Constraint): boolean {
  return operand === 'distinct_property';
}

function propertyOf(
  { leftTarget, rightTarget }: Constraint,
  scope: 'job' | 'group',
): DistinctProperty {
  return { attribute: leftTarget, limit: Number.parseInt(rightTarget, 10) || 1, scope };
}
