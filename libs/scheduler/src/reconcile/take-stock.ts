import type { AllocationRow, DeploymentRow, TaskGroup } from '@steppe/domain';
import type { Living } from './choose-stops.ts';
import { classifyByNode } from './classify.ts';
import type { JobView } from './job-view.ts';
import { NameIndex } from './name-index.ts';
import type { DelayedReschedule } from './reconciled.ts';
import { type Reschedulable, splitReschedulable } from './split-reschedulable.ts';

/** What there is of a group, and in which condition. */
export interface Stock {
  readonly living: Living;
  readonly lost: readonly AllocationRow[];
  /** Failed, and due to be placed anew. */
  readonly reschedule: Reschedulable['now'];
  /** Failed, and due later. */
  readonly later: readonly DelayedReschedule[];
  readonly names: NameIndex;
}

export function takeStock(
  view: JobView,
  {
    group,
    allocs,
    deployment,
  }: {
    group: TaskGroup;
    allocs: readonly AllocationRow[];
    deployment: DeploymentRow | undefined;
  },
): Stock {
  const { untainted: onSoundNodes, migrate, lost } = classifyByNode(view.state, allocs);
  const { untainted, now, later } = splitReschedulable(view, onSoundNodes, deployment);
  const failed = now.map(({ alloc }) => alloc);
  const names = new NameIndex(group.count, [...untainted, ...migrate, ...failed, ...lost]);
  return { living: { untainted, migrate }, lost, reschedule: now, later, names };
}
