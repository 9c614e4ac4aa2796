import { type AllocationRow, isTerminal } from '@steppe/domain';
import { abandonedCanaries, canariesOf, isCanarying as areCanarying } from './canaries.ts';
import { progressOf } from './deployment-view.ts';
import type { JobView } from './job-view.ts';
import type { GroupInput } from './reconcile-group.ts';

/** How far a system job's new version is being tried. */
export interface SystemCanaries {
  /** How many nodes try it. */
  readonly desired: number;
  readonly isCanarying: boolean;
  /** What canaries replace next. */
  readonly next: readonly AllocationRow[];
}

/**
 * A system job tries a new version on a share of the nodes that suit it, in percent, and on no more of them than
 * `max_parallel`: a node has one allocation, so a canary takes the place of what runs there. Nodes that tried a
 * version that nobody promoted try the next one. When they are all that is left to change, the others run this
 * version already, and nothing is tried. Nor are more canaries waited for than can come: nodes leave, and what was to
 * be replaced may turn out to take over the new version as it runs.
 *
 * @param destructive what runs an older version.
 * @param heldBack how many run an older version on nodes that take nothing new for now.
 * @param stopped IDs of what stops whatever is tried.
 * @param replaced canaries that are placed anew on their nodes.
 */
export function systemCanaries(
  { evaluation }: JobView,
  { group, allocs, deployments }: GroupInput,
  {
    suited,
    destructive,
    heldBack,
    stopped,
    replaced,
  }: {
    suited: number;
    destructive: readonly AllocationRow[];
    heldBack: number;
    stopped: ReadonlySet<string>;
    replaced: readonly AllocationRow[];
  },
): SystemCanaries {
  const abandoned = abandonedCanaries(deployments, group.name);
  const tried = destructive.filter(({ id }) => abandoned.has(id));
  const untried = destructive.filter(({ id }) => !abandoned.has(id));
  const { canary = 0, maxParallel = 0 } = (evaluation.type === 'system' && group.update) || {};
  const share = Math.ceil((canary * suited) / 100);
  const wanted = Math.min(maxParallel, share, destructive.length);
  const desired =
    deployments.current?.deployment.groups[group.name]?.desiredCanaries ??
    (untried.length > 0 ? wanted : 0);
  const isCanarying = areCanarying(progressOf(deployments, group.name), desired);
  if (!isCanarying) return { desired, isCanarying, next: [] };
  const running = canariesOf(deployments, group.name, allocs).filter(
    (alloc) => !isTerminal(alloc) && !stopped.has(alloc.id),
  );
  const present = running.length + replaced.length;
  const lacking = desired - present - tried.length;
  return {
    desired: Math.min(desired, present + destructive.length + heldBack),
    isCanarying,
    next: [...tried, ...untried.slice(0, Math.max(0, lacking))],
  };
}
