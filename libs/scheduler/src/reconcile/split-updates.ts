import {
  type AllocationRow,
  groupOf,
  isTerminal,
  type JobVersion,
  type NodeRow,
  type State,
} from '@steppe/domain';
import { placeMatcher } from '../feasible/datacenters.ts';
import { GroupFeasibility } from '../feasible/group-feasibility.ts';
import { differsByIndex } from '../feasible/host-volumes.ts';
import { ProposedNode } from '../nodes/proposed-node.ts';
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
  let mayStay: ReturnType<typeof stayCheck> | undefined;
  for (const alloc of allocs) {
    if (isCurrent(alloc, view)) updates.ignore.push(alloc);
    else if (destructiveSpec(alloc.jobVersion, groupName) !== destructiveSpec(version, groupName)) {
      updates.destructive.push(alloc);
    } else if (isTerminal(alloc)) updates.ignore.push(alloc);
    else {
      // Made when it is asked for: of a new job, and of one that changed for good, nothing can stay.
      mayStay ??= stayCheck(view.state, version, groupName);
      const stays = mayStay(view.state.nodes.get(alloc.nodeId), alloc.index);
      updates[stays ? 'inPlace' : 'destructive'].push(alloc);
    }
  }
  return updates;
}

/** Whether a node still suits the new version: datacenters, pool and constraints may have changed, and its size. */
function stayCheck(
  state: State,
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
    if (!row || !isInPlace(row.node) || feasibility.reject(row) !== undefined) return false;
    return !isOverfull(state, row);
  };
}

function isOverfull({ index }: State, row: NodeRow): boolean {
  const usage = index.usage.get(row.node.id);
  return new ProposedNode(row, { usage, slot: 0, order: 0 }).isOverfull;
}
