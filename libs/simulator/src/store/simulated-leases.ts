import { SteppeError } from '@steppe/domain';
import type { HeldLease, Leases } from '@steppe/event-log';
import type { Network } from '../process/network.ts';
import type { SimulatedProcess } from '../process/simulated-process.ts';
import type { LeaseServer } from './lease-server.ts';

const RENEWALS_PER_TTL = 4;

interface SimulatedLeasesOptions {
  readonly server: LeaseServer;
  readonly process: SimulatedProcess;
  readonly network: Network;
}

interface Wanted {
  readonly name: string;
  readonly holder: string;
  readonly ttlMs: number;
}

/**
 * Leases as one process sees them. It believes that it holds one until its own clock says that it has ended, or
 * the store does: when it was paused or its clock is slow, another one may hold it by then.
 */
export class SimulatedLeases implements Leases {
  readonly #options: SimulatedLeasesOptions;

  constructor(options: SimulatedLeasesOptions) {
    this.#options = options;
  }

  async acquire({
    signal,
    ...wanted
  }: Wanted & { signal: AbortSignal }): Promise<HeldLease | undefined> {
    const { server, process } = this.#options;
    while (!signal.aborted) {
      const sentAtMs = process.timers.nowMs();
      const token = await this.#ask(async () => server.acquire(wanted));
      if (token !== undefined) return this.#hold(wanted, { token, sentAtMs });
      await this.#pause(wanted.ttlMs / RENEWALS_PER_TTL);
    }
    return undefined;
  }

  #hold(
    { name, ttlMs }: Wanted,
    { token, sentAtMs }: { token: number; sentAtMs: number },
  ): HeldLease {
    const { server, process } = this.#options;
    const lost = new AbortController();
    // Whoever listens to a signal that never aborts is kept in memory for ever.
    process.onDispose(() => lost.abort('the run is over'));
    let heldUntilMs = sentAtMs + ttlMs;
    const renew = async (): Promise<void> => {
      const renewedAtMs = process.timers.nowMs();
      const isOurs = await this.#ask(async () => server.renew({ name, token, ttlMs }));
      if (isOurs) heldUntilMs = Math.max(heldUntilMs, renewedAtMs + ttlMs);
      if (isOurs === false) lost.abort();
    };
    const watch = (): void => {
      if (lost.signal.aborted) return;
      if (process.timers.nowMs() >= heldUntilMs) return lost.abort();
      void renew();
      process.timers.after(ttlMs / RENEWALS_PER_TTL, watch);
    };
    process.timers.after(ttlMs / RENEWALS_PER_TTL, watch);
    return {
      fencingToken: token,
      lost: lost.signal,
      release: async () => {
        if (lost.signal.aborted) return;
        lost.abort();
        await this.#ask(async () => server.release({ name, token }));
      },
    };
  }

  /** Undefined when no answer came. */
  async #ask<T>(serve: () => Promise<T>): Promise<T | undefined> {
    const { network, process } = this.#options;
    try {
      return await network.call(process, serve);
    } catch (error) {
      if (error instanceof SteppeError && error.code === 'LOG_UNAVAILABLE') return undefined;
      throw error;
    }
  }

  async #pause(delayMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#options.process.timers.after(delayMs, resolve);
    await promise;
  }
}
