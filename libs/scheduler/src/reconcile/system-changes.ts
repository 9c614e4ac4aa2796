import {
  type AllocationRow,
  isTerminal,
  type JobVersion,
  type NodeRow,
  type State,
  type TaskGroup,
} from '@steppe/domain';
import { classOf, isNodeLost } from './classify.ts';
import { ALLOC } from './descriptions.ts';
import { isCurrent, type JobView } from './job-view.ts';
import type { Stop } from './reconciled.ts';
import { splitUpdates } from './split-updates.ts';

/** What one group of a system job needs on the nodes of the cluster. */
export interface SystemChanges {
  readonly stops: Stop[];
  readonly ignore: AllocationRow[];
  /** Among `ignore`, those that are unknown from now on: where their node is, they go on. */
  readonly disconnecting: AllocationRow[];
  /** Back in touch, and to go on. */
  readonly reconnected: AllocationRow[];
  readonly inPlace: AllocationRow[];
  /** To be replaced on their own nodes. */
  readonly destructive: AllocationRow[];
  /** Nodes that lack an allocation, with the one that ran there before. */
  readonly missing: { nodeId: string; previous: AllocationRow | undefined }[];
}

/**
 * Compares where a group of a system job runs with the nodes on which it shall run: one allocation on each.
 * Source: Nomad's diffSystemAllocs.
 *
 * @param ready nodes that accept placements, in the job's datacenters and pool.
 * @param suited those of them that meet the group's constraints.
 */
export function systemChanges(
  view: JobView,
  {
    version,
    group,
    allocs,
    ready,
    suited,
  }: {
    version: JobVersion;
    group: TaskGroup;
    allocs: readonly AllocationRow[];
    ready: readonly NodeRow[];
    suited: readonly NodeRow[];
  },
): SystemChanges {
  const isReady = new Set(ready.map(({ node }) => node.id));
  const isSuited = new Set(suited.map(({ node }) => node.id));
  const stops: Stop[] = [];
  const disconnecting: AllocationRow[] = [];
  const reconnected: AllocationRow[] = [];
  const staying: AllocationRow[] = [];
  const occupied = new Set<string>();
  const endedOn = new Map<string, AllocationRow>();
  for (const alloc of allocs) {
    if (isTerminal(alloc)) {
      endedOn.set(alloc.nodeId, alloc);
      continue;
    }
    const fate = classOf(alloc, view);
    const stop = fate === 'expiring' ? lostStop(alloc) : stopOf(view.state, alloc, isReady);
    const isUnsuited = isReady.has(alloc.nodeId) && !isSuited.has(alloc.nodeId);
    if (stop) stops.push(stop);
    else if (isUnsuited && !isCurrent(alloc, view)) {
      stops.push({ alloc, description: ALLOC.notNeeded });
    } else {
      occupied.add(alloc.nodeId);
      staying.push(alloc);
      if (fate === 'disconnecting') disconnecting.push(alloc);
      if (fate === 'reconnecting' && alloc.clientStatus === 'running') reconnected.push(alloc);
    }
  }
  const onReady = staying.filter(({ nodeId }) => isReady.has(nodeId));
  const elsewhere = staying.filter(({ nodeId }) => !isReady.has(nodeId));
  const updates = splitUpdates(view, version, { groupName: group.name, allocs: onReady });
  const missing = suited
    .map(({ node }) => node.id)
    .filter((nodeId) => !occupied.has(nodeId))
    .toSorted()
    .map((nodeId) => ({ nodeId, previous: endedOn.get(nodeId) }))
    .filter(({ previous }) => !previous || !isDone(view, previous));
  const ignore = [...updates.ignore, ...elsewhere];
  return { ...updates, ignore, stops, disconnecting, reconnected, missing };
}

function stopOf(
  state: State,
  alloc: AllocationRow,
  isReady: ReadonlySet<string>,
): Stop | undefined {
  if (isNodeLost(state, alloc.nodeId)) return lostStop(alloc);
  if (alloc.migrateRequested) return { alloc, description: ALLOC.nodeTainted };
  const row = state.nodes.get(alloc.nodeId);
  const isHeldBack = row?.eligibility === 'ineligible' || row?.drain !== undefined;
  // On a node that takes nothing new, what runs goes on. On one that the job no longer wants, it ends.
  if (isReady.has(alloc.nodeId) || isHeldBack || row?.status !== 'ready') return undefined;
  return { alloc, description: ALLOC.notNeeded };
}

function lostStop(alloc: AllocationRow): Stop {
  return { alloc, description: ALLOC.lost, clientStatus: 'lost' };
}

/** A sysbatch allocation that ended by itself, well or not, is not run again, unless the job changed. */
function isDone(view: JobView, ended: AllocationRow): boolean {
  if (view.evaluation.type !== 'sysbatch' || !isCurrent(ended, view)) return false;
  const { clientStatus, desiredStatus } = ended;
  return clientStatus === 'complete' || (clientStatus === 'failed' && desiredStatus === 'run');
}
