import { type EventStore, ReadyEvaluation } from '../event-store.ts';
import type { Report } from '../report.ts';
import { systemTimers, type Timers } from '../timers.ts';
import { MemoryEventLog } from './memory-event-log.ts';
import { MemoryLeases } from './memory-leases.ts';
import { MemoryLiveBus } from './memory-live-bus.ts';
import { MemorySnapshots } from './memory-snapshots.ts';
import { MemoryWorkQueue } from './memory-work-queue.ts';

export interface MemoryStoreOptions {
  /** Default: the system's. The simulator passes a virtual clock. */
  readonly timers?: Timers;
  /** How long a worker may keep an evaluation without a word. Default: 30,000. */
  readonly ackWaitMs?: number;
  /** Told of what no caller sees, e.g. a bug in a served request. Default: thrown as an uncaught error. */
  readonly report?: Report;
}

/** The store with its adapters laid open, for tests and the simulator: they bring faults about. */
export interface MemoryStore extends EventStore {
  readonly log: MemoryEventLog;
  readonly leases: MemoryLeases;
  readonly ready: MemoryWorkQueue<ReadyEvaluation>;
}

/** Opens a store that lives in this process and is gone with it. */
export function openMemoryStore({
  timers = systemTimers,
  ackWaitMs = 30_000,
  report = throwErrors,
}: MemoryStoreOptions = {}): MemoryStore {
  const log = new MemoryEventLog();
  const ready = new MemoryWorkQueue({
    timers,
    ackWaitMs,
    parse: (json) => ReadyEvaluation.parse(json),
  });
  const leases = new MemoryLeases(timers);
  const live = new MemoryLiveBus({ timers, report });
  return {
    log,
    ready,
    leases,
    live,
    snapshots: new MemorySnapshots(),
    close: async () => {
      await Promise.all([leases.close(), ready.close(), live.close(), log.close()]);
    },
  };
}

/** Without a logger there is no better place for a bug than the process's own uncaught errors. */
const throwErrors: Report = ({ level, message, cause }) => {
  if (level !== 'error') return;
  queueMicrotask(() => {
    throw new Error(message, { cause });
  });
};
