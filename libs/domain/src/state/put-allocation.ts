import type { AllocationRow } from '../allocation/allocation-row.ts';
import { jobKey } from '../job/job.ts';
import { dropServicesOfEnded } from './fold-service.ts';
import { moveCounts } from './group-counts.ts';
import { moveUsage } from './node-usage.ts';
import { addTo, removeFrom, type State } from './tables.ts';

/** Stores a row, and all that is derived from it. The only way into the allocation table. */
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
  const { namespace, id } = row.jobVersion.job;
  addTo(state.index.allocsByJob, jobKey(namespace, id), row.id);
  addTo(state.index.allocsByNode, row.nodeId, row.id);
  addTo(state.index.allocsByEval, row.evalId, row.id);
}
