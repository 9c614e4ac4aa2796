import type { AllocStatus, Time } from '@steppe/alloc-runner';
import { type Node, SteppeError } from '@steppe/domain';
import type { Logger } from '@steppe/nest-kit';
import { Backoff } from './backoff.ts';
import type { ClientEvent, ClientSubject } from './client-subject.ts';
import { reportOf, serviceEventsOf } from './report-mark.ts';
import type { SyncPosition } from './sync-state.ts';
import { within } from './within.ts';

/** What is not urgent waits so long for company. */
const BATCH_MS = 200;
/** A change that people wait for goes at once, but entries keep this distance, so that a burst shares one. */
const URGENT_DISTANCE_MS = 25;
/** An agent that ends waits no longer for a log that is away. */
const STOP_PATIENCE_MS = 3_000;
/** A message must stay below 1 MiB. */
const REPORTS_PER_ENTRY_MAX = 200;

export interface ReporterOptions {
  readonly subject: ClientSubject;
  readonly sync: SyncPosition;
  /** Undefined for an allocation that was removed. */
  readonly statusOf: (allocId: string) => AllocStatus | undefined;
  readonly time: Time;
  readonly logger: Logger;
}

/**
 * Tells the log what changes on this node: one entry for many changes, at once when somebody waits for it.
 * While the log is away nothing is lost: each allocation's state on disk is what is still to be told.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #stopped = new AbortController();
  readonly #backoff: Backoff;
  readonly #dirty = new Set<string>();
  #node: Node | undefined;
  #flushing: Promise<boolean> | undefined;
  #lastAppendAtMs = -Infinity;
  #alarm: { readonly atMs: number; readonly callOff: () => void } | undefined;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.time, this.#stopped.signal);
  }

  /** Says what the node is, with the next entry, which goes at once. */
  registerNode(node: Node): void {
    // A copy, so that an entry under way that says the same is not taken for this one: the cluster may have
    // forgotten the node since.
    this.#node = { ...node };
    this.#schedule(0);
  }

  /** Looks at an allocation that has changed. */
  noteChange(status: AllocStatus): void {
    const mark = this.#options.sync.marks.get(status.allocId);
    this.#dirty.add(status.allocId);
    const isUrgent =
      (status.clientStatus !== 'pending' && mark?.clientStatus !== status.clientStatus) ||
      (status.health !== undefined && status.health.atMs !== mark?.healthAtMs);
    const sinceLastMs = this.#options.time.monotonicMs() - this.#lastAppendAtMs;
    this.#schedule(isUrgent ? Math.max(0, URGENT_DISTANCE_MS - sinceLastMs) : BATCH_MS);
  }

  /** Tells again what became of the allocations that the servers had lost touch with. */
  reportUnknown(): void {
    for (const [allocId, { clientStatus }] of this.#options.sync.marks) {
      const status = clientStatus === 'unknown' ? this.#options.statusOf(allocId) : undefined;
      if (status) this.noteChange(status);
    }
  }

  isReported(allocId: string): boolean {
    return !this.#dirty.has(allocId);
  }

  /** Sends what there is for the last time. What a log that is away does not take, the next agent sends. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await within(this.#sendRest(), { time: this.#options.time, patienceMs: STOP_PATIENCE_MS });
    this.#alarm?.callOff();
    await this.#savePosition();
  }

  async #sendRest(): Promise<void> {
    await this.#flush();
    while (this.#hasNews) if (!(await this.#flush())) break;
  }

  get #hasNews(): boolean {
    return this.#node !== undefined || this.#dirty.size > 0;
  }

  #schedule(delayMs: number): void {
    if (this.#flushing !== undefined) return; // It looks again when it has ended.
    const atMs = this.#options.time.monotonicMs() + delayMs;
    if (this.#alarm !== undefined && this.#alarm.atMs <= atMs) return;
    this.#alarm?.callOff();
    const callOff = this.#options.time.after(delayMs, () => void this.#flush());
    this.#alarm = { atMs, callOff };
  }

  /** Sends one entry, if there is anything to say. Never rejects; resolves to whether the log was there. */
  #flush(): Promise<boolean> {
    this.#alarm?.callOff();
    this.#alarm = undefined;
    this.#flushing ??= this.#send().finally(() => {
      this.#flushing = undefined;
      if (this.#hasNews && !this.#stopped.signal.aborted) this.#schedule(URGENT_DISTANCE_MS);
    });
    return this.#flushing;
  }

  async #send(): Promise<boolean> {
    const events = this.#compose();
    if (events.length === 0) return true;
    const node = this.#node;
    try {
      const isIn = await this.#options.subject.append(events, this.#options.time.nowMs());
      this.#lastAppendAtMs = this.#options.time.monotonicMs();
      this.#tellRecovery();
      if (isIn && node === this.#node) this.#node = undefined;
      this.#forgetReported();
      await this.#savePosition();
      return true;
    } catch (error) {
      this.#tellFailure(error);
      await this.#backoff.wait();
      return false;
    }
  }

  /** Never rejects: the next process of the agent reads from the log what the disk did not take. */
  async #savePosition(): Promise<void> {
    const { sync, logger } = this.#options;
    try {
      await sync.save();
    } catch (error) {
      logger.error({ error: String(error) }, 'the position in the log could not be saved');
    }
  }

  #compose(): readonly ClientEvent[] {
    this.#forgetReported();
    const { sync, statusOf } = this.#options;
    const events: ClientEvent[] = [];
    if (this.#node !== undefined) events.push({ type: 'NodeRegistered', v: 1, node: this.#node });
    for (const allocId of [...this.#dirty].slice(0, REPORTS_PER_ENTRY_MAX)) {
      const status = statusOf(allocId);
      if (status === undefined) continue;
      const mark = sync.marks.get(allocId);
      const report = reportOf(status, mark);
      // The report comes first: what it says of the allocation decides what its services are worth.
      if (report !== undefined) events.push(report);
      events.push(...serviceEventsOf(status, mark));
    }
    return events;
  }

  #forgetReported(): void {
    const { sync, statusOf } = this.#options;
    for (const allocId of this.#dirty) {
      const status = statusOf(allocId);
      const mark = sync.marks.get(allocId);
      const isNews =
        status !== undefined &&
        (reportOf(status, mark) !== undefined || serviceEventsOf(status, mark).length > 0);
      if (!isNews) this.#dirty.delete(allocId);
    }
  }

  #tellFailure(error: unknown): void {
    if (this.#backoff.isRetrying) return;
    const { logger } = this.#options;
    if (error instanceof SteppeError && error.code === 'LOG_UNAVAILABLE') {
      logger.warn({ reason: error.message }, 'the log is away: reports are kept and sent later');
    } else {
      logger.error({ err: error }, 'reports cannot be sent');
    }
  }

  #tellRecovery(): void {
    if (this.#backoff.isRetrying) this.#options.logger.info('the log is back: reports are sent');
    this.#backoff.reset();
  }
}
