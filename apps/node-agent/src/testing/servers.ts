import { randomUUID } from 'node:crypto';
import {
  type AllocationRow,
  type DomainEvent,
  type Job,
  type Placement,
  subjects,
} from '@steppe/domain';
import { type EventStore, Projection } from '@steppe/event-log';

/** Far more than any step takes, also on a busy machine. */
const PATIENCE_MS = 30_000;

/** The servers' part, played by a test: it places and stops allocations on one node, and reads what comes of it. */
export class Servers {
  readonly store: EventStore;
  readonly projection: Projection;
  /** The node that is told what to do. */
  nodeId = '';

  protected constructor(store: EventStore, projection: Projection) {
    this.store = store;
    this.projection = projection;
  }

  static async on(store: EventStore): Promise<Servers> {
    return new Servers(store, await Projection.start(store.log));
  }

  async stop(): Promise<void> {
    await this.projection.stop();
    await this.store.close();
  }

  /** Registers a job and places its first group. Returns the allocation's ID. */
  async run(job: Job, changes: Partial<Placement> = {}): Promise<string> {
    const jobSeq = await this.store.log.append({
      subject: subjects.job(job.namespace, job.id),
      commit: commitOf({ type: 'JobRegistered', v: 1, job, version: 0 }),
    });
    const placement: Placement = {
      allocId: randomUUID(),
      evalId: randomUUID(),
      namespace: job.namespace,
      jobId: job.id,
      jobSeq,
      group: job.groups[0]?.name ?? '',
      index: 0,
      ports: [],
      ...changes,
    };
    await this.command({ type: 'AllocationPlaced', v: 1, placement });
    return placement.allocId;
  }

  async stopAlloc(allocId: string): Promise<void> {
    await this.command({
      type: 'AllocationStopped',
      v: 1,
      allocId,
      desiredStatus: 'stop',
      desiredDescription: 'alloc not needed',
    });
  }

  /** Tells the node something. */
  async command(...events: DomainEvent[]): Promise<void> {
    const subject = subjects.node(this.nodeId);
    await this.store.log.append({ subject, commit: commitOf(...events) });
  }

  async untilAlloc(
    allocId: string,
    holds: (row: AllocationRow) => boolean,
  ): Promise<AllocationRow> {
    let found: AllocationRow | undefined;
    await this.until(() => {
      const row = this.projection.state.allocs.get(allocId);
      if (row !== undefined && holds(row)) found = row;
      return found !== undefined;
    });
    if (found === undefined) throw new Error(`allocation ${allocId} vanished`);
    return found;
  }

  async untilStatus(
    allocId: string,
    status: AllocationRow['clientStatus'],
  ): Promise<AllocationRow> {
    return this.untilAlloc(allocId, (row) => row.clientStatus === status);
  }

  /** Waits until something holds of the state that the log gives. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = new Error('what the test waits for did not come');
    const timer = setTimeout(() => reject(giveUp), PATIENCE_MS);
    const off = this.projection.onApplied(() => {
      if (holds()) resolve();
    });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      off();
    }
  }
}

/** The types of a task's events, oldest first. */
export function eventTypes(row: AllocationRow, task: string): readonly string[] {
  return (row.taskStates[task]?.events ?? []).map(({ type }) => type);
}

/** What people read of a task's events, oldest first. */
export function taskMessages(row: AllocationRow, task: string): readonly string[] {
  return (row.taskStates[task]?.events ?? []).map(({ displayMessage }) => displayMessage);
}

function commitOf(...events: DomainEvent[]) {
  return { v: 1 as const, atMs: Date.now(), actor: 'test', events };
}
