import {
  type AllocationRow,
  assertNever,
  groupOf,
  reconcileStrategyOf,
  type ReconcileStrategy,
  type TaskGroup,
} from '@steppe/domain';
import { ALLOC } from './descriptions.ts';
import { isCurrent, type JobView } from './job-view.ts';
import type { Stop } from './reconciled.ts';

/** What becomes of allocations whose node is in touch again. */
export interface Reconnection {
  /** Go on. */
  readonly kept: AllocationRow[];
  /** These, or what was placed in their stead. */
  readonly stops: Stop[];
}

/**
 * Decides between each allocation that is back and those that took its place meanwhile. One that failed, that was
 * asked to move, or that is of an older version is not taken back. Source: Nomad's reconcileReconnecting.
 */
export function reconnect(
  view: JobView,
  {
    group,
    reconnecting,
    allocs,
  }: {
    group: TaskGroup;
    reconnecting: readonly AllocationRow[];
    /** All of the group's. */
    allocs: readonly AllocationRow[];
  },
): Reconnection {
  const kept: AllocationRow[] = [];
  const stops = new Map<string, Stop>();
  const byId = new Map(allocs.map((alloc) => [alloc.id, alloc]));
  const strategy = reconcileStrategyOf(group);
  for (const original of reconnecting) {
    if (original.clientStatus === 'failed') {
      stops.set(original.id, { alloc: original, description: ALLOC.rescheduled });
    } else if (original.migrateRequested || !isCurrent(original, view)) {
      stops.set(original.id, { alloc: original, description: ALLOC.notNeeded });
    } else {
      const replacements = replacementsOf(original, byId);
      const isBeaten = replacements.some((other) => beats(other, original, strategy));
      if (isBeaten) stops.set(original.id, { alloc: original, description: ALLOC.notNeeded });
      else kept.push(original);
      for (const alloc of replacements) {
        if (beats(alloc, original, strategy)) continue;
        stops.set(alloc.id, { alloc, description: ALLOC.reconnected });
      }
    }
  }
  return { kept: kept.filter(({ id }) => !stops.has(id)), stops: [...stops.values()] };
}

/** What was placed in an allocation's stead and shall run: a replacement may have been replaced in turn. */
function replacementsOf(
  original: AllocationRow,
  byId: ReadonlyMap<string, AllocationRow>,
): AllocationRow[] {
  const replacements: AllocationRow[] = [];
  const seen = new Set([original.id]);
  let id = original.nextAllocId;
  while (id !== undefined && !seen.has(id)) {
    seen.add(id);
    const alloc = byId.get(id);
    if (alloc?.desiredStatus === 'run') replacements.push(alloc);
    id = alloc?.nextAllocId;
  }
  return replacements;
}

/** Whether a replacement stays rather than the original. In doubt the original does. */
function beats(
  replacement: AllocationRow,
  original: AllocationRow,
  strategy: ReconcileStrategy,
): boolean {
  if (replacement.jobVersion.seq > original.jobVersion.seq) {
    if (replacement.jobVersion.version !== original.jobVersion.version) return true;
  }
  switch (strategy) {
    case 'keep_original':
      return false;
    case 'keep_replacement':
      return true;
    case 'longest_running':
      return hasRunLonger(replacement, original);
    case 'best_score':
      return scoresBetter(replacement, original);
    default:
      return assertNever(strategy);
  }
}

function scoresBetter(replacement: AllocationRow, original: AllocationRow): boolean {
  if (replacement.score === undefined) return false;
  const isBetter = original.score === undefined || replacement.score > original.score;
  // A good place is no reason to end what runs for what does not run yet.
  return (
    isBetter && (replacement.clientStatus === 'running' || original.clientStatus !== 'running')
  );
}

function hasRunLonger(replacement: AllocationRow, original: AllocationRow): boolean {
  const [ofReplacement, ofOriginal] = [startedAtMs(replacement), startedAtMs(original)];
  if (ofReplacement === undefined && ofOriginal === undefined) {
    return scoresBetter(replacement, original);
  }
  if (ofReplacement === undefined || ofOriginal === undefined) return ofOriginal === undefined;
  return ofReplacement <= ofOriginal;
}

/** Since when its leader runs without a break, else the task that has done so for the longest. */
function startedAtMs({ jobVersion, groupName, taskStates }: AllocationRow): number | undefined {
  const tasks = groupOf(jobVersion, groupName)?.tasks ?? [];
  const startOf = (name: string): number | undefined => {
    const task = taskStates[name];
    return task && task.restarts > 0 ? task.lastRestartMs : task?.startedAtMs;
  };
  const leader = tasks.find((task) => task.leader);
  if (leader) return startOf(leader.name);
  const starts = tasks.flatMap(({ name }) => startOf(name) ?? []);
  return starts.length > 0 ? Math.min(...starts) : undefined;
}
