import type { AllocationRow, JobVersion, TaskGroup } from '@steppe/domain';
import { isCanaryOf } from './canaries.ts';
import type { Wanted } from './choose-placements.ts';
import type { DeploymentView } from './deployment-view.ts';
import { ALLOC } from './descriptions.ts';
import type { NameIndex } from './name-index.ts';
import type { GroupChanges } from './reconciled.ts';
import { ofVersion } from './of-version.ts';
import { updateLimit } from './update-limit.ts';

interface RollOut {
  readonly version: JobVersion;
  readonly group: TaskGroup;
  readonly deployments: DeploymentView;
  readonly isCanarying: boolean;
  /** How many canaries are to be placed. */
  readonly lacking: number;
  readonly canaries: readonly AllocationRow[];
  readonly names: NameIndex;
  readonly untainted: readonly AllocationRow[];
  readonly migrate: readonly AllocationRow[];
  readonly destructive: readonly AllocationRow[];
  readonly places: readonly Wanted[];
}

/** Decides how much of what is wanted may happen now, and notes it in `changes`. */
export function rollOut(changes: GroupChanges, all: RollOut): void {
  const { deployments, isCanarying, destructive, places } = all;
  if (!deployments.isPaused && !deployments.isFailed) placeCanaries(changes, all);
  const limit = updateLimit(all);
  if (deployments.isPaused || deployments.isFailed || isCanarying) {
    placeWhatIsDue(changes, all);
    changes.updates.ignore += destructive.length;
  } else {
    changes.places.push(...places);
    changes.updates.place += places.length;
    changes.updates.stop += places.filter(({ replaces }) => replaces).length;
    updateDestructively(changes, all, Math.max(0, limit - places.length));
  }
  migrateAll(changes, all);
}

function placeCanaries(changes: GroupChanges, all: RollOut): void {
  const { group, version, names, canaries, destructive, lacking } = all;
  for (const index of names.nextCanaries(lacking, canaries, destructive)) {
    const none = { previous: undefined, reschedule: undefined };
    changes.places.push({ group, version, index, canary: true, replaces: false, ...none });
    changes.updates.canary += 1;
  }
}

/** While the roll-out is held back, only what was lost or failed is replaced. Source: computeReplacements. */
function placeWhatIsDue(changes: GroupChanges, { places, deployments }: RollOut): void {
  const { current, isFailed } = deployments;
  const due = places.filter(
    ({ previous, reschedule, ofLost }) =>
      ofLost || (reschedule && !(isFailed && previous?.deploymentId === current?.deployment.id)),
  );
  changes.places.push(...due);
  changes.updates.place += due.length;
  changes.updates.stop += due.filter(({ replaces }) => replaces).length;
}

function updateDestructively(changes: GroupChanges, all: RollOut, limit: number): void {
  const { group, version, destructive } = all;
  for (const previous of destructive.slice(0, limit)) {
    changes.destructive.push({
      group,
      version,
      index: previous.index,
      canary: false,
      previous,
      reschedule: undefined,
      replaces: true,
    });
  }
  changes.updates.destructiveUpdate += changes.destructive.length;
  changes.updates.ignore += destructive.length - changes.destructive.length;
}

/** What has to leave its node leaves, whatever the roll-out: the drainer has set the pace. */
function migrateAll(
  changes: GroupChanges,
  { group, version, migrate, isCanarying, deployments }: RollOut,
): void {
  const deploymentId = deployments.current?.deployment.id;
  for (const previous of migrate) {
    const canary = isCanarying && isCanaryOf(previous, deploymentId);
    changes.stops.push({ alloc: previous, description: ALLOC.migrating });
    changes.places.push({
      ...ofVersion(isCanarying && !canary ? previous.jobVersion : version, { version, group }),
      index: previous.index,
      canary,
      previous,
      reschedule: undefined,
      replaces: false,
    });
  }
  changes.updates.migrate += migrate.length;
}
