import type { HeldLease, Leases } from '../lease.ts';
import type { Timers } from '../timers.ts';

interface Candidate {
  readonly holder: string;
  readonly ttlMs: number;
  grant(): void;
}

interface Holder {
  readonly candidate: Candidate;
  readonly lost: AbortController;
  cancelExpiry: (() => void) | undefined;
}

interface Lease {
  fencingToken: number;
  holder: Holder | undefined;
  readonly candidates: Candidate[];
}

/** Leases in this process: whoever holds one keeps it until it is released, or until `crash` says that its holder died. */
export class MemoryLeases implements Leases {
  readonly #timers: Timers;
  readonly #leases = new Map<string, Lease>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  async acquire({
    name,
    holder,
    ttlMs,
    signal,
  }: {
    name: string;
    holder: string;
    ttlMs: number;
    signal: AbortSignal;
  }): Promise<HeldLease | undefined> {
    if (signal.aborted) return undefined;
    const lease = this.#lease(name);
    const { promise, resolve } = Promise.withResolvers<HeldLease | undefined>();
    const giveUp = () => {
      const position = lease.candidates.indexOf(candidate);
      if (position >= 0) lease.candidates.splice(position, 1);
      resolve(undefined);
    };
    const candidate: Candidate = {
      holder,
      ttlMs,
      grant: () => {
        signal.removeEventListener('abort', giveUp);
        resolve(hold(lease, candidate));
      },
    };
    signal.addEventListener('abort', giveUp, { once: true });
    lease.candidates.push(candidate);
    grantNext(lease);
    return await promise;
  }

  /** Treats a holder as dead: it renews nothing any more, so its leases end after their time. */
  crash(holderName: string): void {
    for (const lease of this.#leases.values()) {
      const { holder } = lease;
      if (holder?.candidate.holder !== holderName || holder.cancelExpiry) continue;
      holder.cancelExpiry = this.#timers.after(holder.candidate.ttlMs, () => end(lease, holder));
    }
  }

  /** Ends every lease; their holders must not act any more. */
  async close(): Promise<void> {
    for (const lease of this.#leases.values()) {
      lease.candidates.length = 0;
      if (lease.holder) end(lease, lease.holder);
    }
  }

  #lease(name: string): Lease {
    const found = this.#leases.get(name);
    if (found) return found;
    const lease: Lease = { fencingToken: 0, holder: undefined, candidates: [] };
    this.#leases.set(name, lease);
    return lease;
  }
}

function hold(lease: Lease, candidate: Candidate): HeldLease {
  lease.fencingToken += 1;
  const holder: Holder = { candidate, lost: new AbortController(), cancelExpiry: undefined };
  lease.holder = holder;
  return {
    fencingToken: lease.fencingToken,
    lost: holder.lost.signal,
    release: async () => end(lease, holder),
  };
}

function end(lease: Lease, holder: Holder): void {
  if (lease.holder !== holder) return;
  holder.cancelExpiry?.();
  lease.holder = undefined;
  holder.lost.abort();
  grantNext(lease);
}

function grantNext(lease: Lease): void {
  if (!lease.holder) lease.candidates.shift()?.grant();
}
