import type { KV } from '@nats-io/kv';
import { nuid } from '@nats-io/transport-node';
import type { HeldLease, Leases } from '../lease.ts';
import { HeldKvLease } from './held-kv-lease.ts';
import { isWrongRevision, readLease, type StoredLease } from './lease-record.ts';
import type { Link } from './link.ts';
import { Backoff } from './retrying.ts';

interface AcquireOptions {
  readonly name: string;
  readonly holder: string;
  readonly ttlMs: number;
  readonly signal: AbortSignal;
}

/**
 * Leases in a key-value bucket. A holder renews its key; whoever sees a key unchanged for the holder's TTL, by
 * its own clock, takes it over by compare-and-set. So no two machines' clocks are ever compared, and the
 * key's revision is the fencing token.
 */
export class KvLeases implements Leases {
  readonly #link: Link;
  readonly #kv: KV;
  readonly #held = new Set<HeldKvLease>();

  constructor(link: Link, kv: KV) {
    this.#link = link;
    this.#kv = kv;
  }

  async acquire(options: AcquireOptions): Promise<HeldLease | undefined> {
    const { signal, name } = options;
    const instance = nuid.next();
    let backoff = new Backoff(Number.POSITIVE_INFINITY);
    while (!signal.aborted && !this.#link.isClosed) {
      try {
        const lease = await this.#tryOnce(options, instance);
        if (lease) return lease;
        backoff = new Backoff(Number.POSITIVE_INFINITY);
      } catch (cause) {
        // A lease is waited for; so is the end of an outage.
        if (backoff.isFirst) {
          this.#link.report({
            level: 'warn',
            message: `acquiring lease ${name} is retried`,
            cause,
          });
        }
        await backoff.pause();
      }
    }
    return undefined;
  }

  /** Gives up all that are held. */
  async close(): Promise<void> {
    await Promise.all([...this.#held].map(async (lease) => await lease.release()));
  }

  /** Takes the lease when it is free; else waits until it changes or its time is over. */
  async #tryOnce(options: AcquireOptions, instance: string): Promise<HeldLease | undefined> {
    const { name, holder, ttlMs, signal } = options;
    const current = await readLease(this.#kv, name);
    if (current?.record && current.record.instance !== instance) {
      if (await this.#waitForChange(name, current, signal)) return undefined;
      if (signal.aborted) return undefined;
    }
    const startedAtMs = performance.now();
    const record = JSON.stringify({ holder, instance, ttlMs });
    try {
      const previousSeq = current?.revision ?? 0;
      const revision = await this.#kv.put(name, record, { previousSeq });
      return this.#hold({ name, record, revision, ttlMs, startedAtMs });
    } catch (error) {
      if (isWrongRevision(error)) return undefined;
      throw error;
    }
  }

  #hold(options: {
    name: string;
    record: string;
    revision: number;
    ttlMs: number;
    startedAtMs: number;
  }): HeldLease {
    const lease = new HeldKvLease({
      ...options,
      link: this.#link,
      kv: this.#kv,
      onEnd: () => this.#held.delete(lease),
    });
    this.#held.add(lease);
    return lease;
  }

  /** @returns whether the key changed; false when its holder's time was over before that, or on abort. */
  async #waitForChange(
    name: string,
    { revision, record }: StoredLease,
    signal: AbortSignal,
  ): Promise<boolean> {
    const watch = await this.#kv.watch({ key: name });
    const expire = () => watch.stop();
    const timer = setTimeout(expire, record?.ttlMs ?? 0);
    signal.addEventListener('abort', expire, { once: true });
    try {
      for await (const entry of watch) if (entry.revision !== revision) return true;
      return false;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', expire);
      watch.stop();
    }
  }
}
