import { acceptsPlacements, type Job, type NodeRow, type State } from '@steppe/domain';
import { placeMatcher } from '../feasible/datacenters.ts';

/** The nodes that may take allocations of a job at all, before its constraints are asked. */
export interface ReadyNodes {
  readonly rows: readonly NodeRow[];
  /** How many of them each datacenter has. */
  readonly byDatacenter: Readonly<Record<string, number>>;
}

export function readyNodesFor(state: State, job: Job): ReadyNodes {
  const isInPlace = placeMatcher(job);
  const rows: NodeRow[] = [];
  const byDatacenter: Record<string, number> = {};
  for (const row of state.nodes.values()) {
    if (!acceptsPlacements(row) || !isInPlace(row.node)) continue;
    rows.push(row);
    byDatacenter[row.node.datacenter] = (byDatacenter[row.node.datacenter] ?? 0) + 1;
  }
  return { rows, byDatacenter };
}
