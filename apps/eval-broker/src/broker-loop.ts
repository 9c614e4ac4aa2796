import { systemTimers } from '@steppe/event-log';
import type { EvalBrokerOptions } from './eval-broker-options.ts';
import { SnapshotKeeper } from './snapshots/snapshot-keeper.ts';
import { LeadershipTerm } from './leadership-term.ts';

const LEASE_NAME = 'eval-broker';
const LEASE_TTL_MS = 2_000;
/** How long the loop waits after a term failed, so that a lasting fault does not spin. */
const RETRY_MS = 1_000;
const CATCH_UP_TIMEOUT_MS = 60_000;

/** Waits for the lease, leads while it holds it, and waits again. A standby only keeps its view warm. */
export class BrokerLoop {
  readonly #options: EvalBrokerOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #isLeading = false;

  constructor(options: EvalBrokerOptions) {
    this.#options = options;
  }

  get isLeading(): boolean {
    return this.#isLeading;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { logger, instance } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#holdLease(signal);
      } catch (error) {
        logger.error({ err: error, instance }, 'the broker could not lead');
        await this.#pause(signal);
      }
    }
  }

  async #holdLease(signal: AbortSignal): Promise<void> {
    const { store, logger, instance, leaseTtlMs = LEASE_TTL_MS } = this.#options;
    const lease = await store.leases.acquire({
      name: LEASE_NAME,
      holder: instance,
      ttlMs: leaseTtlMs,
      signal,
    });
    if (!lease) return;
    const { fencingToken: term, lost } = lease;
    try {
      await this.#catchUp();
      this.#isLeading = true;
      logger.info({ instance, term }, 'lease acquired: leading');
      await this.#lead(AbortSignal.any([lost, signal]));
      logger.info({ instance, term, isLost: lost.aborted }, 'no longer leading');
    } finally {
      this.#isLeading = false;
      await lease.release();
    }
  }

  async #lead(end: AbortSignal): Promise<void> {
    const { snapshots } = this.#options;
    const over = new AbortController();
    const endOrOver = AbortSignal.any([end, over.signal]);
    const keeping = snapshots && new SnapshotKeeper(this.#options, snapshots).keep(endOrOver);
    try {
      await new LeadershipTerm(this.#options).lead(end);
    } finally {
      over.abort();
      await keeping;
    }
  }

  /** What the leader before has written is to be seen, before anything is decided. */
  async #catchUp(): Promise<void> {
    const { store, projection } = this.#options;
    await projection.waitFor(await store.log.lastSeq(), { timeoutMs: CATCH_UP_TIMEOUT_MS });
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const { timers = systemTimers } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = timers.after(RETRY_MS, resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    cancel();
  }
}
