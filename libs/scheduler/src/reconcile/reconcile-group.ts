import type { AllocationRow, DeploymentGroup, JobVersion, TaskGroup } from '@steppe/domain';
import { isTerminal } from '@steppe/domain';
import {
  abandonedCanaries,
  canariesOf,
  isCanarying as areCanarying,
  missingCanaries,
} from './canaries.ts';
import { choosePlacements } from './choose-placements.ts';
import { chooseStops } from './choose-stops.ts';
import { classifyByNode, classOf } from './classify.ts';
import { deploymentGroup, isFullyHealthy } from './deployment-group.ts';
import { type DeploymentView, progressOf } from './deployment-view.ts';
import { ALLOC } from './descriptions.ts';
import { isCurrent, type JobView } from './job-view.ts';
import { type GroupChanges, noChanges, type PlacementRequest, type Stop } from './reconciled.ts';
import { rollOut } from './roll-out.ts';
import { splitUpdates } from './split-updates.ts';
import { type Stock, takeStock } from './take-stock.ts';

export type DeploymentGoal = Pick<DeploymentGroup, 'desiredTotal' | 'desiredCanaries'>;

export interface ReconciledGroup extends GroupChanges {
  /** The group's part in a new deployment; undefined when it needs none. */
  readonly deployment: DeploymentGroup | undefined;
  /** What the current deployment is to bring up, where that depends on the nodes. */
  readonly goal?: DeploymentGoal | undefined;
  /** What is wanted of a system job, when no node suits it. */
  readonly unsuited?: PlacementRequest | undefined;
  /** Nothing is left to do for the group, and all that its deployment wanted is healthy. */
  readonly isDone: boolean;
}

export interface GroupInput {
  readonly version: JobVersion;
  readonly group: TaskGroup;
  /** All of the group's allocations. */
  readonly allocs: readonly AllocationRow[];
  readonly deployments: DeploymentView;
}

/** Stops all of a group, since the job is stopped, or wants none of the group any more. */
export function stopGroup(view: JobView, allocs: readonly AllocationRow[]): GroupChanges {
  const changes = noChanges();
  for (const alloc of allocs) {
    if (isTerminal(alloc)) continue;
    const isLost = classOf(alloc, view) === 'lost';
    changes.stops.push(isLost ? lostStop(alloc) : { alloc, description: ALLOC.notNeeded });
  }
  changes.updates.stop = changes.stops.length;
  return changes;
}

/**
 * Compares the allocations of a group with what is wanted, and says what has to change. It chooses no nodes.
 * Source: Nomad's allocReconciler (computeGroup), step by step.
 */
export function reconcileGroup(view: JobView, input: GroupInput): ReconciledGroup {
  if (input.group.count > 0) return compareGroup(view, input);
  return { ...stopGroup(view, input.allocs), deployment: undefined, isDone: true };
}

function compareGroup(view: JobView, input: GroupInput): ReconciledGroup {
  const { version, group, allocs, deployments } = input;
  const changes = noChanges();
  const progress = progressOf(deployments, group.name);
  const existing = deployments.current?.deployment.groups[group.name];

  const stock = takeStock(view, {
    group,
    allocs: withSoundCanaries(view, changes, {
      ...input,
      allocs: withoutAbandoned(withoutOldEnded(view, allocs, changes), changes, input),
    }),
    deployment: deployments.current,
  });
  const { living, lost, reschedule, later, lostLater, names } = stock;
  const canaries = canariesOf(deployments, group.name, [...living.untainted, ...due(stock)]);
  const wasCanarying = areCanarying(progress, existing?.desiredCanaries ?? 0);
  noteStock(changes, stock);
  changes.stops.push(...chooseStops(group, living, { names, canaries, isCanarying: wasCanarying }));

  const { ignore, inPlace, destructive } = splitUpdates(view, version, {
    groupName: group.name,
    allocs: living.untainted,
  });
  changes.inPlace.push(...inPlace);
  Object.assign(changes.updates, {
    stop: changes.stops.length,
    rescheduleNow: reschedule.length,
    rescheduleLater: later.length,
    ignore: changes.updates.ignore + stock.replaced + ignore.length,
    inPlaceUpdate: inPlace.length,
  });

  const lacking = missingCanaries(group, { destructive, canaries, progress, wasCanarying });
  const newCanaries = lacking > 0 ? (group.update?.canary ?? 0) : 0;
  const desiredCanaries = existing?.desiredCanaries ?? newCanaries;
  const isCanarying = areCanarying(progress, desiredCanaries);
  const onTop = new Set(isCanarying ? canaries : []);
  const untainted = living.untainted.filter((alloc) => !onTop.has(alloc));
  const settled = { untainted, migrate: living.migrate, lost, reschedule };
  const deploymentId = deployments.current?.deployment.id;
  // A node that is still to stop what it runs delays all that its group lacks.
  const lacks = choosePlacements(view, {
    version,
    group,
    names,
    isCanarying,
    deploymentId,
    ...settled,
  });
  const places = lostLater.length > 0 ? [] : lacks;
  rollOut(changes, {
    ...input,
    ...settled,
    isCanarying,
    lacking,
    canaries,
    names,
    destructive,
    places,
  });

  const updating = destructive.length + inPlace.length;
  const pending = updating + living.migrate.length + places.length + later.length + lacking;
  return {
    ...changes,
    deployment: deploymentGroup(view, input, {
      desiredTotal: updating + places.length,
      desiredCanaries,
      isUpdating: updating > 0,
    }),
    isDone: pending === 0 && isFullyHealthy(existing, progress),
  };
}

/** What failed and is placed anew: canaries among them are replaced as such, so none lacks for them. */
function due({ reschedule }: Stock): AllocationRow[] {
  return reschedule.map(({ alloc }) => alloc);
}

/** What follows from the condition of what there is, whatever is wanted. */
function noteStock(changes: GroupChanges, stock: Stock): void {
  const { lost, lostLater, disconnecting, reconnected } = stock;
  const isDelayed = lostLater.length > 0;
  changes.stops.push(...stock.stops, ...lost.map((alloc) => ({ ...lostStop(alloc), isDelayed })));
  changes.disconnecting.push(...disconnecting);
  changes.reconnected.push(...reconnected);
  changes.delayed.push(...stock.timeouts, ...lostLater, ...stock.later);
  changes.updates.disconnect = disconnecting.length;
  changes.updates.reconnect = reconnected.length;
}

/** What ended of an older version of a batch job says nothing of the version that shall run. */
function withoutOldEnded(
  view: JobView,
  allocs: readonly AllocationRow[],
  { updates }: GroupChanges,
): readonly AllocationRow[] {
  if (view.evaluation.type !== 'batch') return allocs;
  const relevant = allocs.filter((alloc) => !isTerminal(alloc) || isCurrent(alloc, view));
  updates.ignore += allocs.length - relevant.length;
  return relevant;
}

/** Stops canaries that nobody will promote. */
function withoutAbandoned(
  allocs: readonly AllocationRow[],
  changes: GroupChanges,
  { deployments, group }: GroupInput,
): readonly AllocationRow[] {
  const abandoned = abandonedCanaries(deployments, group.name);
  if (abandoned.size === 0) return allocs;
  for (const alloc of allocs) {
    if (abandoned.has(alloc.id) && !isTerminal(alloc)) {
      changes.stops.push({ alloc, description: ALLOC.notNeeded });
    }
  }
  return allocs.filter(({ id }) => !abandoned.has(id));
}

/** Stops canaries whose node was lost or drains. As many as are missing are placed anew by that. */
function withSoundCanaries(
  view: JobView,
  changes: GroupChanges,
  { deployments, group, allocs }: GroupInput,
): readonly AllocationRow[] {
  const canaries = canariesOf(deployments, group.name, allocs);
  const { migrate, lost } = classifyByNode(view, canaries);
  for (const alloc of migrate) changes.stops.push({ alloc, description: ALLOC.migrating });
  for (const alloc of lost) changes.stops.push(lostStop(alloc));
  const gone = new Set([...migrate, ...lost]);
  return gone.size === 0 ? allocs : allocs.filter((alloc) => !gone.has(alloc));
}

/** Its client cannot say any more what became of it. */
function lostStop(alloc: AllocationRow): Stop {
  return { alloc, description: ALLOC.lost, clientStatus: 'lost' };
}
