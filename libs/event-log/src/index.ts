export type { AppendRequest, EventLog, Following } from './event-log.ts';
export { type EventStore, ReadyEvaluation } from './event-store.ts';
export {
  type JetStreamStoreOptions,
  openJetStreamStore,
} from './jetstream/open-jetstream-store.ts';
export type { LinkTls } from './jetstream/link.ts';
export type { HeldLease, Leases } from './lease.ts';
export type { LiveBus, LiveRequest, Served } from './live-bus.ts';
export {
  type MemoryStore,
  type MemoryStoreOptions,
  openMemoryStore,
} from './memory/open-memory-store.ts';
export { Projection, type ProjectionOptions } from './projection/projection.ts';
export { seqAt } from './snapshot/seq-at.ts';
export { nearestState, stateAt } from './snapshot/state-at.ts';
export { planRetention, type RetentionPlan } from './snapshot/plan-retention.ts';
export {
  decodeSnapshot,
  encodeSnapshot,
  readSnapshotHeader,
  type SnapshotHeader,
} from './snapshot/snapshot-codec.ts';
export type { SnapshotInfo, Snapshots } from './snapshot/snapshots.ts';
export { takeSnapshot } from './snapshot/take-snapshot.ts';
export { replay } from './projection/replay.ts';
export type { Report, ReportEntry } from './report.ts';
export { systemTimers, type Timers } from './timers.ts';
export type { Delivery, WorkQueue } from './work-queue.ts';
