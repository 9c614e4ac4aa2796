import { setImmediate } from 'node:timers/promises';
import type { Time } from '@steppe/alloc-runner';
import { type Recorded, type Seq, subjects, SteppeError } from '@steppe/domain';
import type { EventLog, Following } from '@steppe/event-log';
import type { Logger } from '@steppe/nest-kit';
import type { AllocTable } from '../allocs/alloc-table.ts';
import { Backoff } from './backoff.ts';
import { markUnknown } from './report-mark.ts';
import type { SyncPosition } from './sync-state.ts';
import { within } from './within.ts';

export interface NodeSubjectOptions {
  readonly log: EventLog;
  readonly nodeId: string;
  readonly sync: SyncPosition;
  readonly table: Pick<AllocTable, 'place' | 'update' | 'stop' | 'skipDelays' | 'admit'>;
  readonly time: Time;
  readonly logger: Logger;
  /** The cluster has forgotten this node, which is alive. */
  readonly onDeregistered: () => void;
  /** The cluster counts on this node: for the first time, or again. */
  readonly onReady: () => void;
}

/** An agent that ends waits no longer for a log that is away. */
const STOP_PATIENCE_MS = 3_000;

/** Obeys what the log says on the node's own subject, in order, and remembers how far it got. */
export class NodeSubject {
  readonly failed: Promise<never>;
  readonly #options: NodeSubjectOptions;
  readonly #stopped = new AbortController();
  readonly #fail: (cause: unknown) => void;
  #queue: Recorded[] = [];
  #starting: Promise<void> = Promise.resolve();
  #working: Promise<void> | undefined;
  #following: Following | undefined;

  constructor(options: NodeSubjectOptions) {
    this.#options = options;
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    promise.catch(() => undefined); // Whoever waits for it sees it; nobody has to.
  }

  /** Follows, as soon as the log is there. */
  start(): void {
    this.#starting = this.#start().catch(this.#fail);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#queue = [];
    const ended = Promise.all([this.#starting, this.#working]);
    await within(ended, { time: this.#options.time, patienceMs: STOP_PATIENCE_MS });
    await this.#following?.stop();
  }

  async #start(): Promise<void> {
    const { log, nodeId, sync, time, logger } = this.#options;
    const backoff = new Backoff(time, this.#stopped.signal);
    while (!this.#stopped.signal.aborted) {
      try {
        this.#following = await log.followSubject({
          subject: subjects.node(nodeId),
          afterSeq: sync.nodeSeq,
          onEntry: (entry) => this.#enqueue(entry),
        });
        this.#following.failed.catch(this.#fail);
        if (this.#stopped.signal.aborted) await this.#following.stop();
        return;
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        if (!backoff.isRetrying) {
          logger.warn({ error: String(error) }, 'the log is away: tasks go on as they are');
        }
        await backoff.wait();
      }
    }
  }

  #enqueue(entry: Recorded): void {
    if (this.#stopped.signal.aborted) return;
    this.#queue.push(entry);
    this.#working ??= this.#work()
      .catch(this.#fail)
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #work(): Promise<void> {
    const { sync, table, logger } = this.#options;
    // Entries that arrive together are obeyed together.
    await setImmediate();
    while (this.#queue.length > 0 && !this.#stopped.signal.aborted) {
      const batch = this.#queue;
      this.#queue = [];
      for (const entry of batch) await this.#obey(entry);
      // After all of the batch, so that what was placed and stopped while we were away never starts.
      table.admit(batch.flatMap(placedBy));
      sync.nodeSeq = batch.at(-1)?.seq ?? sync.nodeSeq;
      try {
        await sync.save();
      } catch (error) {
        logger.error({ error: String(error) }, 'the position in the log could not be saved');
      }
    }
  }

  /** Waits for a log that is away in the middle of an entry, since the order must be kept. */
  async #obey(entry: Recorded): Promise<void> {
    const { time, logger } = this.#options;
    const backoff = new Backoff(time, this.#stopped.signal);
    while (!this.#stopped.signal.aborted) {
      try {
        for (const event of entry.commit.events) await this.#apply(event, entry.seq);
        return;
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        if (!backoff.isRetrying) {
          logger.warn({ seq: entry.seq, error: String(error) }, 'the log is away: the rest waits');
        }
        await backoff.wait();
      }
    }
  }

  async #apply(event: Recorded['commit']['events'][number], seq: Seq): Promise<void> {
    const { table, sync, logger, onDeregistered, onReady } = this.#options;
    if (event.type === 'AllocationPlaced') {
      const { allocId } = event.placement;
      const known = sync.marks.get(allocId)?.clientStatus;
      // Its state was lost here, but the log knows that it ran and ended: it must not run again.
      if (known === 'complete' || known === 'failed') return;
      try {
        await table.place(event.placement);
      } catch (error) {
        if (!(error instanceof SteppeError && error.code === 'JOB_NOT_FOUND')) throw error;
        logger.error({ allocId, err: error }, 'an allocation without a job cannot run');
        return;
      }
      logger.info({ allocId }, 'allocation placed');
    } else if (event.type === 'AllocationUpdated') {
      await table.update(event);
    } else if (event.type === 'AllocationStopped') {
      logger.info({ allocId: event.allocId }, 'allocation to be stopped');
      await table.stop(event.allocId);
    } else if (event.type === 'AllocationShutdownDelaySkipped') {
      await table.skipDelays(event.allocId);
    } else if (event.type === 'AllocationDisconnected') {
      sync.marks.set(event.allocId, markUnknown(sync.marks.get(event.allocId), seq));
    } else if (event.type === 'NodeStatusChanged') {
      if (event.status === 'ready') onReady();
    } else if (event.type === 'NodeDeregistered') {
      onDeregistered();
    }
    // The node's eligibility and drain are the servers' concern.
  }
}

function placedBy({ commit }: Recorded): readonly string[] {
  return commit.events.flatMap((event) =>
    event.type === 'AllocationPlaced' ? [event.placement.allocId] : [],
  );
}

function isUnavailable(error: unknown): boolean {
  return error instanceof SteppeError && error.code === 'LOG_UNAVAILABLE';
}
