import {
  disconnectedSinceMs,
  DISCONNECTIONS_MAX,
  isClientTerminal,
} from '../allocation/allocation-row.ts';
import type { AllocationDisconnected, AllocationReconnected } from '../events/node-events.ts';
import type { FoldContext } from './fold-context.ts';
import { putAllocation } from './put-allocation.ts';
import type { State } from './tables.ts';

/** Nomad's text. */
const UNKNOWN = 'alloc is unknown since its node is disconnected';

export function foldDisconnection(
  state: State,
  event: AllocationDisconnected | AllocationReconnected,
  context: FoldContext,
): void {
  if (event.type === 'AllocationDisconnected') foldDisconnected(state, event, context);
  else foldReconnected(state, event, context);
}

/** One that ended is known to have ended, whatever became of its node. */
function foldDisconnected(
  state: State,
  { allocId, followupEvalId }: AllocationDisconnected,
  { seq, atMs }: FoldContext,
): void {
  const row = state.allocs.get(allocId);
  if (!row || isClientTerminal(row)) return;
  const isOpen = disconnectedSinceMs(row) !== undefined;
  const before = row.disconnections ?? [];
  putAllocation(state, {
    ...row,
    clientStatus: 'unknown',
    clientDescription: UNKNOWN,
    followupEvalId: followupEvalId ?? row.followupEvalId,
    disconnections: isOpen
      ? before
      : [...before, { sinceMs: atMs, untilMs: undefined }].slice(-DISCONNECTIONS_MAX),
    modifySeq: seq,
    allocModifySeq: seq,
    modifiedAtMs: atMs,
  });
}

function foldReconnected(
  state: State,
  { allocId }: AllocationReconnected,
  { seq, atMs }: FoldContext,
): void {
  const row = state.allocs.get(allocId);
  const sinceMs = row && disconnectedSinceMs(row);
  if (!row || sinceMs === undefined) return;
  putAllocation(state, {
    ...row,
    followupEvalId: undefined,
    disconnections: [...(row.disconnections ?? []).slice(0, -1), { sinceMs, untilMs: atMs }],
    modifySeq: seq,
    allocModifySeq: seq,
    modifiedAtMs: atMs,
  });
}
