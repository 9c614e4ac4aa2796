import type { AllocRunner, Time } from '@steppe/alloc-runner';
import { stopOnClientAfterMs } from '@steppe/domain';
import type { LiveBus, Served } from '@steppe/event-log';
import type { Logger } from '@steppe/nest-kit';
import { HEARTBEAT_TTL_SUBJECT } from '../heartbeat.ts';

/** Servers speak every 5 s: less than two silences of that length tell nothing. */
const SILENCE_MIN_MS = 10_000;
const CHECK_MS = 1_000;

export interface SilenceStopOptions {
  readonly live: Pick<LiveBus, 'subscribe'>;
  readonly table: {
    all(): readonly Pick<AllocRunner, 'placement' | 'runnable' | 'isDead'>[];
    stop(allocId: string): Promise<void>;
  };
  readonly time: Time;
  readonly logger: Logger;
  /** A shorter silence stops nothing. @default 10 s */
  readonly silenceMinMs?: number | undefined;
}

/**
 * Stops allocations whose group says `stop_on_client_after`, once no server has been heard for that long: the
 * servers will place others in their stead. Silence is counted by the second, so that a clock that jumps stops nothing.
 */
export class SilenceStop {
  readonly #options: SilenceStopOptions;
  readonly #heard: Served;
  /** Those that were told to stop in this silence. */
  readonly #told = new Set<string>();
  #silentMs = 0;
  #callOff: () => void = () => undefined;

  constructor(options: SilenceStopOptions) {
    this.#options = options;
    this.#heard = options.live.subscribe(HEARTBEAT_TTL_SUBJECT, () => {
      this.#silentMs = 0;
      this.#told.clear();
    });
    this.#checkLater();
  }

  async stop(): Promise<void> {
    this.#callOff();
    await this.#heard.stop();
  }

  #checkLater(): void {
    this.#callOff = this.#options.time.after(CHECK_MS, () => {
      this.#silentMs += CHECK_MS;
      for (const runner of this.#options.table.all()) {
        if (this.#isOver(runner)) void this.#stopAlloc(runner.placement.allocId);
      }
      this.#checkLater();
    });
  }

  #isOver({
    placement,
    runnable: { job },
    isDead,
  }: Pick<AllocRunner, 'placement' | 'runnable' | 'isDead'>): boolean {
    if (isDead || this.#told.has(placement.allocId)) return false;
    const group = job.groups.find(({ name }) => name === placement.group);
    const waitMs = group && stopOnClientAfterMs(group);
    if (waitMs === undefined) return false;
    return this.#silentMs >= Math.max(waitMs, this.#options.silenceMinMs ?? SILENCE_MIN_MS);
  }

  /** Never rejects: what can't be stopped now is told again at the next check. */
  async #stopAlloc(allocId: string): Promise<void> {
    const { table, logger } = this.#options;
    const silentMs = this.#silentMs;
    this.#told.add(allocId);
    logger.warn({ allocId, silentMs }, 'no server was heard for long: the allocation stops');
    try {
      await table.stop(allocId);
    } catch (error) {
      this.#told.delete(allocId);
      logger.error({ allocId, err: error }, 'an allocation could not be stopped');
    }
  }
}
