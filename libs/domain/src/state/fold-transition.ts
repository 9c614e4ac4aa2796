import type { AllocationRow } from '../allocation/allocation-row.ts';
import { assertNever } from '../assert.ts';
import type {
  AllocationMigrationRequested,
  AllocationRescheduleDelayed,
  AllocationRescheduleForced,
  AllocationShutdownDelaySkipped,
} from '../events/node-events.ts';
import type { FoldContext } from './fold-context.ts';
import { putAllocation } from './put-allocation.ts';
import type { State } from './tables.ts';

/** What is to become of an allocation by a later evaluation. */
type Transition =
  | AllocationMigrationRequested
  | AllocationRescheduleForced
  | AllocationShutdownDelaySkipped
  | AllocationRescheduleDelayed;

export function foldTransition(state: State, event: Transition, { seq, atMs }: FoldContext): void {
  const row = state.allocs.get(event.allocId);
  if (!row) return;
  putAllocation(state, {
    ...row,
    ...changeOf(event, atMs),
    modifySeq: seq,
    allocModifySeq: seq,
  });
}

function changeOf(event: Transition, modifiedAtMs: number): Partial<AllocationRow> {
  switch (event.type) {
    case 'AllocationMigrationRequested':
      return {
        migrateRequested: true,
        modifiedAtMs,
        ...(event.rescheduled ? { rescheduleRequested: true } : {}),
      };
    case 'AllocationRescheduleForced':
      return { rescheduleForced: true, modifiedAtMs };
    case 'AllocationShutdownDelaySkipped':
      return { shutdownDelaySkipped: true, modifiedAtMs };
    case 'AllocationRescheduleDelayed':
      // Where no task says when it ended, the delay counts from its last modification: that stays.
      return { followupEvalId: event.followupEvalId };
    default:
      return assertNever(event);
  }
}
