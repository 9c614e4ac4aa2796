import type { AllocStatus, Time } from '@steppe/alloc-runner';
import type { Node } from '@steppe/domain';
import type { Logger } from '@steppe/nest-kit';
import { Backoff } from './backoff.ts';
import type { ClientEvent, ClientSubject } from './client-subject.ts';
import { reportOf } from './report-mark.ts';
import type { SyncState } from './sync-state.ts';

/** What is not urgent waits so long for company. */
const BATCH_MS = 200;
/** A change that people wait for goes at once, but entries keep this distance, so that a burst shares one. */
const URGENT_DISTANCE_MS = 25;
/** A message must stay below 1 MiB. */
const REPORTS_PER_ENTRY_MAX = 200;

export interface ReporterOptions {
  readonly subject: ClientSubject;
  readonly sync: SyncState;
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
  #flushing: Promise<void> | undefined;
  #lastAppendAtMs = 0;
  #alarm: { readonly atMs: number; readonly callOff: () => void } | undefined;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.time, this.#stopped.signal);
  }

  /** Says what the node is, with the next entry, which goes at once. */
  registerNode(node: Node): void {
    this.#node = node;
    this.#schedule(0);
  }

  /** Looks at an allocation that has changed. */
  noteChange(status: AllocStatus): void {
    const mark = this.#options.sync.marks.get(status.allocId);
    this.#dirty.add(status.allocId);
    const isUrgent =
      (status.clientStatus !== 'pending' && mark?.clientStatus !== status.clientStatus) ||
      (status.health !== undefined && status.health.atMs !== mark?.healthAtMs);
    const sinceLastMs = this.#options.time.nowMs() - this.#lastAppendAtMs;
    this.#schedule(isUrgent ? Math.max(0, URGENT_DISTANCE_MS - sinceLastMs) : BATCH_MS);
  }

  isReported(allocId: string): boolean {
    return !this.#dirty.has(allocId);
  }

  /** Sends what there is now. Resolves when it was sent or the log was found away. */
  async flush(): Promise<void> {
    this.#alarm?.callOff();
    this.#alarm = undefined;
    this.#flushing ??= this.#flushAll().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  /** Sends what there is for the last time. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.flush();
    this.#alarm?.callOff();
    await this.#options.sync.save();
  }

  #schedule(delayMs: number): void {
    const atMs = this.#options.time.nowMs() + delayMs;
    if (this.#flushing !== undefined) return; // It looks again before it ends.
    if (this.#alarm !== undefined && this.#alarm.atMs <= atMs) return;
    this.#alarm?.callOff();
    const callOff = this.#options.time.after(delayMs, () => void this.flush());
    this.#alarm = { atMs, callOff };
  }

  /** Never rejects. */
  async #flushAll(): Promise<void> {
    for (;;) {
      const { events, allocIds } = this.#compose();
      if (events.length === 0) return;
      const node = this.#node;
      try {
        const isIn = await this.#options.subject.append(events, this.#options.time.nowMs());
        this.#lastAppendAtMs = this.#options.time.nowMs();
        this.#tellRecovery();
        if (isIn && node === this.#node) this.#node = undefined;
        await this.#options.sync.save();
      } catch (error) {
        for (const allocId of allocIds) this.#dirty.add(allocId);
        this.#tellFailure(error);
        if (this.#stopped.signal.aborted) return;
        await this.#backoff.wait();
      }
    }
  }

  #compose(): { readonly events: readonly ClientEvent[]; readonly allocIds: readonly string[] } {
    const { sync, statusOf } = this.#options;
    const events: ClientEvent[] = [];
    const allocIds: string[] = [];
    if (this.#node !== undefined) events.push({ type: 'NodeRegistered', v: 1, node: this.#node });
    for (const allocId of this.#dirty) {
      if (allocIds.length === REPORTS_PER_ENTRY_MAX) break;
      const status = statusOf(allocId);
      const report = status && reportOf(status, sync.marks.get(allocId));
      if (report === undefined) {
        this.#dirty.delete(allocId);
        continue;
      }
      events.push(report);
      allocIds.push(allocId);
    }
    return { events, allocIds };
  }

  #tellFailure(error: unknown): void {
    if (this.#backoff.isRetrying) return;
    this.#options.logger.warn(
      { error: String(error) },
      'the log is away: reports are kept and sent later',
    );
  }

  #tellRecovery(): void {
    if (this.#backoff.isRetrying) this.#options.logger.info('the log is back: reports are sent');
    this.#backoff.reset();
  }
}
