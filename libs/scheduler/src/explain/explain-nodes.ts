import { jobKey, type PlacementMetric, schedulerConfigurationOf, type State } from '@steppe/domain';
import { placementMetric } from '../metrics.ts';
import { ProposedCluster } from '../nodes/proposed-cluster.ts';
import { GroupRules } from '../rank/group-rules.ts';
import { ZoneRules } from '../rank/zone-rules.ts';

/** What a node is for a group now: filtered, exhausted, or worth a score that is the mean of its parts. */
export type NodeExplanation =
  | { readonly filtered: string }
  | { readonly exhausted: string }
  | { readonly score: number; readonly parts: Readonly<Record<string, number>> };

/**
 * Says of each node that a job may use how it stands for one more allocation of a group, on the state as it
 * is. Undefined when there is no such job or group.
 */
export function explainNodes(
  state: State,
  { namespace, jobId, groupName }: { namespace: string; jobId: string; groupName: string },
): Map<string, NodeExplanation> | undefined {
  const key = jobKey(namespace, jobId);
  const job = state.jobs.get(key)?.current.job;
  const group = job?.groups.find(({ name }) => name === groupName);
  if (!job || !group) return undefined;
  const cluster = new ProposedCluster(state, [job], '');
  for (const id of state.index.allocsByJob.get(key) ?? []) {
    const alloc = state.allocs.get(id);
    if (alloc) cluster.count(alloc, state);
  }
  const rules = new GroupRules({
    job,
    group,
    config: schedulerConfigurationOf(state, job.nodePool),
  });
  const zoneRules = new ZoneRules(job, group, cluster.located());
  const explained = new Map<string, NodeExplanation>();
  for (const node of cluster.all()) {
    const metric = placementMetric([node], rules, {
      zoneRules,
      nodesInPool: 1,
      nodesAvailable: {},
      penalised: new Set(),
    });
    explained.set(node.id, explanationOf(metric));
  }
  return explained;
}

function explanationOf(metric: PlacementMetric): NodeExplanation {
  const [filtered] = Object.keys(metric.constraintFiltered);
  if (filtered !== undefined) return { filtered };
  const [exhausted] = Object.keys(metric.dimensionExhausted);
  if (exhausted !== undefined) return { exhausted };
  const [scored] = metric.scores;
  return { score: scored?.normScore ?? 0, parts: scored?.parts ?? {} };
}
