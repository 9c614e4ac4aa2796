import {
  TASK_EVENTS_MAX,
  type TaskStateRow,
  type AllocationRow,
} from '../allocation/allocation-row.ts';
import type { TaskEvent } from '../allocation/allocation.ts';
import type { AllocationStatusReported } from '../events/client-events.ts';
import { countHealth } from './fold-deployment.ts';
import type { FoldContext } from './fold-context.ts';
import { sharedList, sharedText } from './one-copy.ts';
import { putAllocation } from './put-allocation.ts';
import type { State } from './tables.ts';

export function foldAllocationStatusReported(
  state: State,
  event: AllocationStatusReported,
  context: FoldContext,
): void {
  const row = state.allocs.get(event.allocId);
  if (!row) return; // Collected meanwhile: nobody asks for it any more.
  const { deploymentHealth } = event;
  const after: AllocationRow = {
    ...row,
    // A lost allocation stays lost, whatever a node that came back says of it.
    clientStatus: row.clientStatus === 'lost' ? 'lost' : event.clientStatus,
    clientDescription: event.clientDescription,
    taskStates: { ...row.taskStates, ...taskStatesAfter(row, event) },
    network: event.network ?? row.network,
    health: deploymentHealth
      ? { ...deploymentHealth, canary: row.health?.canary ?? false, modifySeq: context.seq }
      : row.health,
    modifySeq: context.seq,
    modifiedAtMs: context.atMs,
  };
  putAllocation(state, after);
  countHealth(state, { before: row, after }, context);
}

function taskStatesAfter(
  row: AllocationRow,
  { tasks }: AllocationStatusReported,
): Record<string, TaskStateRow> {
  const states: Record<string, TaskStateRow> = {};
  for (const [name, { newEvents, ...status }] of Object.entries(tasks)) {
    const before = row.taskStates[name]?.events ?? [];
    const events = newEvents.length === 0 ? before : [...before, ...newEvents.map(lean)];
    states[sharedText(name)] = { ...status, events: sharedList(events.slice(-TASK_EVENTS_MAX)) };
  }
  return states;
}

/** The same event; the sentences are few. */
function lean(event: TaskEvent): TaskEvent {
  const { type, displayMessage } = event;
  return { ...event, type: sharedText(type), displayMessage: sharedText(displayMessage) };
}
