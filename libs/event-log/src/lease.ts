/** A lease that is held. */
export interface HeldLease {
  /** Grows with each holder: a later holder's acts carry a higher one. */
  readonly fencingToken: number;
  /** Aborted when the lease is lost or released: from then on its holder must not act. */
  readonly lost: AbortSignal;
  /** Gives it up, so that a standby takes over at once. */
  release(): Promise<void>;
}

/** Lets one of several processes act at a time. */
export interface Leases {
  /**
   * Waits until the lease is ours, and keeps renewing it.
   *
   * @param ttlMs how long a holder that died keeps others waiting.
   * @returns undefined when `signal` is aborted first.
   */
  acquire(options: {
    name: string;
    holder: string;
    ttlMs: number;
    signal: AbortSignal;
  }): Promise<HeldLease | undefined>;
}
