import type { AllocationMigrationRequested } from '../events/node-events.ts';
import type { FoldContext } from './fold-context.ts';
import { putAllocation } from './put-allocation.ts';
import type { State } from './tables.ts';

export function foldAllocationMigrationRequested(
  state: State,
  { allocId }: AllocationMigrationRequested,
  { seq, atMs }: FoldContext,
): void {
  const row = state.allocs.get(allocId);
  if (!row) return;
  putAllocation(state, {
    ...row,
    migrateRequested: true,
    modifySeq: seq,
    allocModifySeq: seq,
    modifiedAtMs: atMs,
  });
}
