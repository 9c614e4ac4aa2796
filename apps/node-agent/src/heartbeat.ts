import type { Time } from '@steppe/alloc-runner';
import { token } from '@steppe/domain';
import type { LiveBus, Served } from '@steppe/event-log';
import { z } from 'zod';

/** Servers say here, every few seconds, how long a heartbeat counts: a node that hears it is in touch. */
export const HEARTBEAT_TTL_SUBJECT = 'heartbeat-ttl';
/** So often within the time for which one counts, so that one or two may be lost. */
const BEATS_PER_TTL = 3;
const INTERVAL_MIN_MS = 250;

const HeartbeatTtl = z.object({ ttlMs: z.number().positive() });

/**
 * Says again and again that the node is alive. Nothing of it is kept: who does not hear it declares the node
 * down. The broker says how long a heartbeat counts.
 */
export class Heartbeat {
  readonly #time: Time;
  readonly #told: Served;
  readonly #beat: () => void;
  #intervalMs: number;
  #callOff: () => void = () => undefined;

  constructor(options: {
    readonly live: LiveBus;
    readonly nodeId: string;
    readonly time: Time;
    /** Until the broker has said another one. */
    readonly intervalMs: number;
  }) {
    const { live, nodeId, time, intervalMs } = options;
    this.#time = time;
    this.#intervalMs = intervalMs;
    const subject = `heartbeat.${token(nodeId)}`;
    this.#beat = () => {
      live.publish(subject, { nodeId });
      this.#beatLater();
    };
    this.#told = live.subscribe(HEARTBEAT_TTL_SUBJECT, ({ payload }) => {
      const told = HeartbeatTtl.safeParse(payload);
      if (told.success) this.#change(told.data.ttlMs / BEATS_PER_TTL);
    });
    this.#beat();
  }

  async stop(): Promise<void> {
    this.#callOff();
    await this.#told.stop();
  }

  #change(wantedMs: number): void {
    const intervalMs = Math.max(INTERVAL_MIN_MS, wantedMs);
    if (intervalMs === this.#intervalMs) return;
    this.#intervalMs = intervalMs;
    this.#callOff();
    this.#beatLater();
  }

  #beatLater(): void {
    this.#callOff = this.#time.after(this.#intervalMs, this.#beat);
  }
}
