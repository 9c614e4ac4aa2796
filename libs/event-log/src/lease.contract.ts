import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HeldLease, Leases } from './lease.ts';

export interface OpenedLeases {
  /** The leases as the process of that holder sees them. */
  of(holder: string): Promise<Leases>;
  /** Lets that process die, without a word to the others, and its leases run out. */
  crash(holder: string): Promise<void>;
  readonly ttlMs: number;
  close(): Promise<void>;
}

/** The behaviour that all {@link Leases} have; each adapter's test calls this once. */
export function leaseContract(name: string, open: () => Promise<OpenedLeases>): void {
  describe(`${name} keeps the Leases contract`, () => {
    let opened: OpenedLeases;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => await opened.close());

    const acquire = async (lease: string, holder: string, signal = AbortSignal.timeout(20_000)) => {
      const leases = await opened.of(holder);
      return await leases.acquire({ name: lease, holder, ttlMs: opened.ttlMs, signal });
    };
    const mustAcquire = async (lease: string, holder: string): Promise<HeldLease> => {
      const held = await acquire(lease, holder);
      if (!held) throw new Error(`${holder} did not get ${lease}`);
      return held;
    };

    test('gives a lease to one at a time, and to the next one with a higher token', async () => {
      const first = await mustAcquire('broker', 'a');
      let hasSecond = false;
      const waiting = mustAcquire('broker', 'b').then((held) => {
        hasSecond = true;
        return held;
      });
      const free = await mustAcquire('unrelated', 'b');
      expect(hasSecond).toBe(false);
      expect(first.lost.aborted).toBe(false);
      await first.release();
      expect(first.lost.aborted).toBe(true);
      const second = await waiting;
      expect(second.fencingToken).toBeGreaterThan(first.fencingToken);
      await second.release();
      await free.release();
    });

    test('lets go of a lease once only', async () => {
      const first = await mustAcquire('twice', 'a');
      await first.release();
      const second = await mustAcquire('twice', 'b');
      await first.release();
      expect(second.lost.aborted).toBe(false);
      await second.release();
    });

    test('stops waiting when it is told to', async () => {
      const held = await mustAcquire('stop', 'a');
      const controller = new AbortController();
      const waiting = acquire('stop', 'b', controller.signal);
      controller.abort();
      expect(await waiting).toBeUndefined();
      await held.release();
      const signal = AbortSignal.abort();
      expect(await acquire('stop', 'b', signal)).toBeUndefined();
    });

    test('passes on the lease of a holder that died, and tells it, should it still be there', async () => {
      const held = await mustAcquire('crash', 'dying');
      const waiting = mustAcquire('crash', 'b');
      const lost = once(held.lost, 'abort');
      await opened.crash('dying');
      const second = await waiting;
      expect(held.lost.aborted).toBe(true);
      expect(second.fencingToken).toBeGreaterThan(held.fencingToken);
      await lost;
      await second.release();
    });
  });
}
