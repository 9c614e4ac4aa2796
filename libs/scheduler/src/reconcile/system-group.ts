import type { AllocationRow, JobVersion, NodeRow } from '@steppe/domain';
import { GroupFeasibility } from '../feasible/group-feasibility.ts';
import { readyNodesFor } from '../nodes/ready-nodes.ts';
import { deploymentGroup } from './deployment-group.ts';
import { progressOf } from './deployment-view.ts';
import { isCurrent, type JobView } from './job-view.ts';
import type { GroupInput, ReconciledGroup } from './reconcile-group.ts';
import { noChanges, type PlacementRequest } from './reconciled.ts';
import { isCanaryOf } from './canaries.ts';
import { systemCanaries } from './system-canaries.ts';
import { type SystemChanges, systemChanges } from './system-changes.ts';
import { updateLimit } from './update-limit.ts';

/**
 * Reconciles groups of a system or sysbatch job: what has to change so that each runs once on every node that
 * suits it. Source: Nomad's node reconciler.
 */
export function systemGroupReconciler(
  view: JobView,
  version: JobVersion,
): (view: JobView, input: GroupInput) => ReconciledGroup {
  const ready = readyNodesFor(view.state, version.job);
  return (_, input) => reconcileSystemGroup(view, input, ready);
}

function reconcileSystemGroup(
  view: JobView,
  input: GroupInput,
  ready: readonly NodeRow[],
): ReconciledGroup {
  const { version, group, deployments } = input;
  const feasibility = new GroupFeasibility({ job: version.job, group });
  const suited = group.count === 0 ? [] : ready.filter((row) => !feasibility.reject(row));
  const needs = systemChanges(view, { ...input, ready, suited });
  const { ignore, inPlace, destructive, missing } = needs;
  const deploymentId = deployments.current?.deployment.id;
  const isCanary = (alloc: AllocationRow | undefined): boolean =>
    alloc !== undefined && isCanaryOf(alloc, deploymentId);
  const canaries = systemCanaries(view, input, {
    suited: suited.length,
    destructive,
    heldBack: ignore.filter((alloc) => !isCurrent(alloc, view)).length,
    stopped: new Set(needs.stops.map(({ alloc }) => alloc.id)),
    replaced: missing.flatMap(({ previous }) => (previous && isCanary(previous) ? [previous] : [])),
  });
  const { desired: desiredCanaries, isCanarying } = canaries;
  const limit = destructiveLimit(input, needs);
  const replaced = (isCanarying ? canaries.next : destructive).slice(0, limit);
  const changes = noChanges();
  changes.stops.push(...needs.stops);
  changes.inPlace.push(...inPlace);
  changes.disconnecting.push(...needs.disconnecting);
  changes.reconnected.push(...needs.reconnected);
  const wanted = { group, version, index: 0, reschedule: undefined };
  for (const previous of replaced) {
    const { nodeId } = previous;
    const canary = isCanarying;
    changes.destructive.push({ ...wanted, nodeId, previous, replaces: true, canary });
  }
  for (const { nodeId, previous } of missing) {
    const canary = isCanarying && isCanary(previous);
    changes.places.push({ ...wanted, nodeId, previous, replaces: false, canary });
  }
  Object.assign(changes.updates, {
    stop: changes.stops.length,
    disconnect: needs.disconnecting.length,
    reconnect: needs.reconnected.length,
    ignore: ignore.length + destructive.length - replaced.length,
    inPlaceUpdate: inPlace.length,
    destructiveUpdate: replaced.length,
    place: missing.length,
    canary: [...changes.destructive, ...changes.places].filter(({ canary }) => canary).length,
  });
  const updating = destructive.length + inPlace.length;
  const { healthyAllocs = 0, promoted = false } = progressOf(deployments, group.name) ?? {};
  const waiting = ignore.filter(
    (alloc) => deploymentId === alloc.deploymentId && alloc.health?.healthy !== true,
  ).length;
  const lacking = updating + missing.length;
  return {
    ...changes,
    unsuited: suited.length === 0 && ready.length > 0 ? nowhere(view, wanted, needs) : undefined,
    deployment: deploymentGroup(view, input, {
      desiredTotal: lacking,
      desiredCanaries,
      isUpdating: updating > 0,
    }),
    // What nodes took with them that left is not waited for.
    goal:
      deploymentId === undefined
        ? undefined
        : { desiredTotal: healthyAllocs + waiting + lacking, desiredCanaries },
    isDone: lacking + waiting === 0 && (desiredCanaries === 0 || promoted),
  };
}

/** What is wanted where no node suits it and none of it runs; of a sysbatch job, nothing is yet. */
function nowhere(
  { evaluation }: JobView,
  wanted: Pick<PlacementRequest, 'group' | 'version' | 'index' | 'reschedule'>,
  { ignore, inPlace, destructive }: SystemChanges,
): PlacementRequest | undefined {
  const running = ignore.length + inPlace.length + destructive.length;
  if (wanted.group.count === 0 || running > 0 || evaluation.type === 'sysbatch') return undefined;
  return { ...wanted, previous: undefined, replaces: false, canary: false };
}

/** What the deployment has taken down and not brought up again, since it failed or was evicted, takes a place too. */
function destructiveLimit(
  { group, deployments }: GroupInput,
  { ignore, inPlace, destructive, missing }: SystemChanges,
): number {
  if (!group.update || group.update.maxParallel === 0) return destructive.length;
  const settled = { untainted: [...ignore, ...inPlace], migrate: [], destructive };
  const limit = updateLimit({ group, deployments, isCanarying: false, ...settled });
  const deploymentId = deployments.current?.deployment.id;
  const down = missing.filter(
    ({ previous }) =>
      previous?.deploymentId !== undefined && previous.deploymentId === deploymentId,
  );
  return Math.max(0, limit - down.length);
}
