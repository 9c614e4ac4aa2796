import { NeededEntries } from '@steppe/domain';
import { planRetention, type SnapshotInfo, systemTimers, takeSnapshot } from '@steppe/event-log';
import type { EvalBrokerOptions } from '../eval-broker-options.ts';

const HOUR_MS = 3_600_000;
const CHECK_MS = 30_000;

/** When the state is kept, and for how long the log is. */
export interface SnapshotOptions {
  /** So many entries after the last snapshot the next one is due. */
  readonly thresholdEntries: number;
  /** So long after the last snapshot the next one is due, if an entry came. */
  readonly intervalMs: number;
  /** Every index of so long ago can be rebuilt; what is older may be given up. */
  readonly retentionMs: number;
}

export const SNAPSHOT_DEFAULTS: SnapshotOptions = {
  thresholdEntries: 20_000,
  intervalMs: HOUR_MS,
  retentionMs: 720 * HOUR_MS,
};

/** While this broker leads it keeps snapshots of the state, and gives up what is older than the retention window. */
export class SnapshotKeeper {
  readonly #options: EvalBrokerOptions;
  readonly #limits: SnapshotOptions;
  readonly #startedAtMs: number;

  constructor(options: EvalBrokerOptions, limits: SnapshotOptions) {
    this.#options = options;
    this.#limits = limits;
    this.#startedAtMs = options.clock();
  }

  /** Checks again and again until `end` is aborted. A failure is logged: the next check tries again. */
  async keep(end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      try {
        await this.check();
      } catch (error) {
        this.#options.logger.warn({ err: error }, 'no snapshot could be kept; trying again later');
      }
      await this.#pause(end);
    }
  }

  /** Keeps a snapshot if one is due. */
  async check(): Promise<void> {
    const { store, projection, clock, logger } = this.#options;
    const nowMs = clock();
    const kept = await store.snapshots.list();
    if (!this.#isDue(kept[0], nowMs)) return;
    const taken = await takeSnapshot(store.snapshots, projection.state, { nowMs });
    logger.info(taken, 'kept a snapshot');
    await this.#giveUpOld([taken, ...kept], nowMs);
  }

  #isDue(last: SnapshotInfo | undefined, nowMs: number): boolean {
    const entries = this.#options.projection.state.seq - (last?.seq ?? 0);
    const sinceMs = nowMs - (last?.takenAtMs ?? this.#startedAtMs);
    const { thresholdEntries, intervalMs } = this.#limits;
    return entries >= thresholdEntries || (entries > 0 && sinceMs >= intervalMs);
  }

  async #giveUpOld(kept: readonly SnapshotInfo[], nowMs: number): Promise<void> {
    const { store, projection, logger } = this.#options;
    const { retentionMs } = this.#limits;
    const { remove, trimBeforeSeq } = planRetention(kept, { nowMs, retentionMs });
    if (trimBeforeSeq !== undefined && trimBeforeSeq > (await store.log.firstSeq())) {
      const needed = new NeededEntries(projection.state, nowMs - retentionMs);
      await store.log.trim({
        beforeSeq: trimBeforeSeq,
        keepFrom: (subject) => needed.oldestOn(subject),
      });
      logger.info({ trimBeforeSeq }, 'gave up old entries of the log');
    }
    for (const seq of remove) await store.snapshots.remove(seq);
  }

  async #pause(end: AbortSignal): Promise<void> {
    const { timers = systemTimers } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = timers.after(CHECK_MS, resolve);
    end.addEventListener('abort', () => resolve(), { once: true });
    if (end.aborted) resolve();
    await promise;
    cancel();
  }
}
