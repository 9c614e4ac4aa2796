import { acceptsPlacements, type Job, type Node, type NodeRow, type State } from '@steppe/domain';
import { placeMatcher } from '../feasible/datacenters.ts';

/** The nodes that may take allocations of a job at all, before its constraints are asked. */
export interface ReadyNodes {
  readonly rows: readonly NodeRow[];
  /** How many of them each datacenter has. */
  readonly byDatacenter: Readonly<Record<string, number>>;
}

/** @param older versions of the job that are placed too: their nodes come on top. */
export function readyNodesFor(state: State, job: Job, older: readonly Job[] = []): ReadyNodes {
  const places = [job, ...older].map(placeMatcher);
  const isInPlace = (node: Node): boolean => places.some((matches) => matches(node));
  const rows: NodeRow[] = [];
  const byDatacenter: Record<string, number> = {};
  for (const row of state.nodes.values()) {
    if (!acceptsPlacements(row) || !isInPlace(row.node)) continue;
    rows.push(row);
    byDatacenter[row.node.datacenter] = (byDatacenter[row.node.datacenter] ?? 0) + 1;
  }
  return { rows, byDatacenter };
}
