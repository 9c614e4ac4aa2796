export type { AppendRequest, EventLog, Following } from './event-log.ts';
export type { EventStore, ReadyEvaluation } from './event-store.ts';
export type { HeldLease, Leases } from './lease.ts';
export type { LiveBus, LiveRequest, Served } from './live-bus.ts';
export type { Delivery, WorkQueue } from './work-queue.ts';
