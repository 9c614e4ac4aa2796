import type { AllocationRow } from '../allocation/allocation-row.ts';
import { keyOfJob } from '../job/job.ts';
import { dropServicesOf, dropServicesOfEnded } from './fold-service.ts';
import { moveCounts } from './group-counts.ts';
import { moveUsage } from './node-usage.ts';
import { addTo, removeFrom, type State } from './tables.ts';

/** Forgets a row that holds nothing any more, and all that is derived from it. */
export function removeAllocation(state: State, row: AllocationRow): void {
  const { index } = state;
  state.allocs.delete(row.id);
  state.tableSeq.allocs = state.seq;
  dropServicesOf(state, row.id);
  moveUsage(index, row, undefined);
  moveCounts(index.groupCounts, row, undefined);
  removeFrom(index.allocsByJob, keyOfJob(row.jobVersion.job), row.id);
  removeFrom(index.allocsByNode, row.nodeId, row.id);
  removeFrom(index.allocsByEval, row.evalId, row.id);
  const isNodeGone = !state.nodes.has(row.nodeId) && !index.allocsByNode.has(row.nodeId);
  if (isNodeGone) index.usage.delete(row.nodeId);
}

/** Stores a row, and all that is derived from it. With `removeAllocation` the only way into the allocation table. */
export function putAllocation(state: State, row: AllocationRow): void {
  const before = state.allocs.get(row.id);
  state.allocs.set(row.id, row);
  state.tableSeq.allocs = state.seq;
  moveUsage(state.index, before, row);
  moveCounts(state.index.groupCounts, before, row);
  dropServicesOfEnded(state, row);
  if (before) {
    if (before.evalId !== row.evalId) {
      removeFrom(state.index.allocsByEval, before.evalId, row.id);
      addTo(state.index.allocsByEval, row.evalId, row.id);
    }
    return;
  }
  addTo(state.index.allocsByJob, keyOfJob(row.jobVersion.job), row.id);
  addTo(state.index.allocsByNode, row.nodeId, row.id);
  addTo(state.index.allocsByEval, row.evalId, row.id);
}
