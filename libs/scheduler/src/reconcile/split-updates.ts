import {
  type AllocationRow,
  groupOf,
  isTerminal,
  type JobVersion,
  type NodeRow,
} from '@steppe/domain';
import { placeMatcher } from '../feasible/datacenters.ts';

import { GroupFeasibility } from '../feasible/group-feasibility.ts';
import { differsByIndex } from '../feasible/host-volumes.ts';
import { destructiveSpec } from './destructive-spec.ts';
import { isCurrent, type JobView } from './job-view.ts';

/** Allocations by what the current version of the job asks of them. */
export interface Updates {
  readonly ignore: AllocationRow[];
  /** Take over the new version as they run. */
  readonly inPlace: AllocationRow[];
  /** Must be replaced. */
  readonly destructive: AllocationRow[];
}

export function splitUpdates(
  view: JobView,
  version: JobVersion,
  { groupName, allocs }: { groupName: string; allocs: readonly AllocationRow[] },
): Updates {
  const updates: Updates = { ignore: [], inPlace: [], destructive: [] };
  const mayStay = stayCheck(version, groupName);
  for (const alloc of allocs) {
    if (isCurrent(alloc, view)) updates.ignore.push(alloc);
    else if (destructiveSpec(alloc.jobVersion, groupName) !== destructiveSpec(version, groupName)) {
      updates.destructive.push(alloc);
    } else if (isTerminal(alloc)) updates.ignore.push(alloc);
    else if (mayStay(view.state.nodes.get(alloc.nodeId), alloc.index)) updates.inPlace.push(alloc);
    else updates.destructive.push(alloc);
  }
  return updates;
}

/** Whether a node still suits the new version: datacenters, pool and constraints may have changed. */
function stayCheck(
  version: JobVersion,
  groupName: string,
): (row: NodeRow | undefined, index: number) => boolean {
  const group = groupOf(version, groupName);
  if (!group) return () => false;
  const { job } = version;
  const isInPlace = placeMatcher(job);
  const ofAll = new GroupFeasibility({ job, group });
  return (row, index) => {
    const feasibility = differsByIndex(group) ? new GroupFeasibility({ job, group, index }) : ofAll;
    return row !== undefined && isInPlace(row.node) && feasibility.reject(row) === undefined;
  };
}
