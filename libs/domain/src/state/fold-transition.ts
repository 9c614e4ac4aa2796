import type { AllocationRow } from '../allocation/allocation-row.ts';
import type {
  AllocationMigrationRequested,
  AllocationRescheduleForced,
} from '../events/node-events.ts';
import type { FoldContext } from './fold-context.ts';
import { putAllocation } from './put-allocation.ts';
import type { State } from './tables.ts';

export function foldAllocationMigrationRequested(
  state: State,
  { allocId }: AllocationMigrationRequested,
  context: FoldContext,
): void {
  wish(state, allocId, { change: { migrateRequested: true }, context });
}

export function foldAllocationRescheduleForced(
  state: State,
  { allocId }: AllocationRescheduleForced,
  context: FoldContext,
): void {
  wish(state, allocId, { change: { rescheduleForced: true }, context });
}

function wish(
  state: State,
  allocId: string,
  { change, context: { seq, atMs } }: { change: Partial<AllocationRow>; context: FoldContext },
): void {
  const row = state.allocs.get(allocId);
  if (!row) return;
  const at = { modifySeq: seq, allocModifySeq: seq, modifiedAtMs: atMs };
  putAllocation(state, { ...row, ...change, ...at });
}
