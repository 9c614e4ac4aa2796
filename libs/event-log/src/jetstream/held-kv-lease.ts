import type { KV } from '@nats-io/kv';
import type { HeldLease } from '../lease.ts';
import { isWrongRevision, readLease } from './lease-record.ts';
import type { Link } from './link.ts';

export interface HeldKvLeaseOptions {
  readonly link: Link;
  readonly kv: KV;
  readonly name: string;
  /** The key's value while we hold it. */
  readonly record: string;
  /** Of the write that took it. */
  readonly revision: number;
  readonly ttlMs: number;
  /** When that write was sent, by `performance.now()`. */
  readonly startedAtMs: number;
  readonly onEnd: () => void;
}

/** So often within its time a lease is renewed. */
const RENEWALS_PER_TTL = 4;

/** Renews its key, and counts its time from when a renewal was sent: it ends here before others see it end. */
export class HeldKvLease implements HeldLease {
  readonly fencingToken: number;
  readonly #options: HeldKvLeaseOptions;
  readonly #lost = new AbortController();
  readonly #renewer: NodeJS.Timeout;
  #expiry: NodeJS.Timeout;
  #revision: number;
  #isRenewing = false;

  constructor(options: HeldKvLeaseOptions) {
    this.#options = options;
    this.fencingToken = options.revision;
    this.#revision = options.revision;
    this.#renewer = setInterval(() => this.#startRenewal(), options.ttlMs / RENEWALS_PER_TTL);
    this.#expiry = this.#expireAt(options.startedAtMs + options.ttlMs);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async release(): Promise<void> {
    if (this.#lost.signal.aborted) return;
    this.#end();
    const { kv, name, link } = this.#options;
    try {
      await kv.delete(name, { previousSeq: this.#revision });
    } catch (cause) {
      // Then it ends by itself: the standbys wait for its time to be over.
      if (!isWrongRevision(cause)) {
        link.report({ level: 'warn', message: `lease ${name} could not be released`, cause });
      }
    }
  }

  #startRenewal(): void {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    this.#renew()
      .catch((cause: unknown) => {
        const { link, name } = this.#options;
        link.report({ level: 'warn', message: `lease ${name} could not be renewed`, cause });
      })
      .finally(() => {
        this.#isRenewing = false;
      });
  }

  async #renew(): Promise<void> {
    const { kv, name, record, ttlMs } = this.#options;
    const sentAtMs = performance.now();
    try {
      this.#revision = await kv.update(name, record, this.#revision, ttlMs);
    } catch (error) {
      if (!isWrongRevision(error)) throw error;
      // Either someone took it, or it was our own renewal whose answer was lost.
      const current = await readLease(kv, name);
      if (JSON.stringify(current?.record) !== record) return this.#end();
      this.#revision = current?.revision ?? this.#revision;
      return;
    }
    if (this.#lost.signal.aborted) return;
    clearTimeout(this.#expiry);
    this.#expiry = this.#expireAt(sentAtMs + ttlMs);
  }

  #expireAt(atMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#end(), Math.max(0, atMs - performance.now()));
  }

  #end(): void {
    clearInterval(this.#renewer);
    clearTimeout(this.#expiry);
    this.#lost.abort();
    this.#options.onEnd();
  }
}
