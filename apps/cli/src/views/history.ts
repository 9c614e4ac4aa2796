import type { WireHistoryEvent } from '@steppe/api-contract';
import { table } from '../layout/table.ts';
import { formatTime, msOfNanos } from '../layout/time.ts';

/** What the log says, an event a line. */
export function historyTable(events: readonly WireHistoryEvent[]): string {
  if (events.length === 0) return 'The log says nothing of it';
  const rows = events.map(({ Index, Time, Actor, Cause, Type, Text }) => [
    String(Index),
    formatTime(msOfNanos(Time)),
    Actor,
    Cause === 0 ? '-' : String(Cause),
    Type,
    Text,
  ]);
  return table([['Index', 'Time', 'Actor', 'Cause', 'Event', 'What'], ...rows]);
}
