import type { VirtualClock } from '../time/virtual-clock.ts';

interface Grant {
  readonly token: number;
  readonly holder: string;
  expiresAtMs: number;
}

/** Who holds which lease, by the store's own clock. */
export class LeaseServer {
  readonly #clock: VirtualClock;
  readonly #grants = new Map<string, Grant>();
  #lastToken = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** @returns the fencing token; undefined while someone else holds the lease. */
  acquire({
    name,
    holder,
    ttlMs,
  }: {
    name: string;
    holder: string;
    ttlMs: number;
  }): number | undefined {
    const held = this.#grants.get(name);
    if (held && held.expiresAtMs > this.#clock.nowMs()) return undefined;
    this.#lastToken += 1;
    const expiresAtMs = this.#clock.nowMs() + ttlMs;
    this.#grants.set(name, { token: this.#lastToken, holder, expiresAtMs });
    return this.#lastToken;
  }

  /** @returns whether the lease still was the holder's. */
  renew({ name, token, ttlMs }: { name: string; token: number; ttlMs: number }): boolean {
    const held = this.#grants.get(name);
    if (held?.token !== token || held.expiresAtMs <= this.#clock.nowMs()) return false;
    held.expiresAtMs = this.#clock.nowMs() + ttlMs;
    return true;
  }

  /** Forgets who holds what: another one may get it at once, while its holder still counts on it. */
  lose(): void {
    this.#grants.clear();
  }

  release({ name, token }: { name: string; token: number }): void {
    if (this.#grants.get(name)?.token === token) this.#grants.delete(name);
  }
}
