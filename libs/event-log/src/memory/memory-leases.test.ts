import { leaseContract } from '../lease.contract.ts';
import { VirtualTimers } from '../testing/virtual-timers.ts';
import { MemoryLeases } from './memory-leases.ts';

leaseContract('MemoryLeases', async () => {
  const timers = new VirtualTimers();
  const leases = new MemoryLeases(timers);
  const ttlMs = 10_000;
  return {
    of: async () => leases,
    crash: async (holder) => {
      leases.crash(holder);
      timers.advance(ttlMs);
    },
    ttlMs,
    close: async () => await leases.close(),
  };
});
