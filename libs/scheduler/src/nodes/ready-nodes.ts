import { acceptsPlacements, type Job, type NodeRow, type State } from '@steppe/domain';
import { placeMatcher } from '../feasible/datacenters.ts';

/** The nodes that may take allocations of a job at all, before its constraints are asked; in the state's order. */
export function readyNodesFor(state: State, job: Job): NodeRow[] {
  const isInPlace = placeMatcher(job);
  return [...state.nodes.values()].filter((row) => acceptsPlacements(row) && isInPlace(row.node));
}
