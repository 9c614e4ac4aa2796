import { ReadyEvaluation } from '../event-store.ts';
import { VirtualTimers } from '../testing/virtual-timers.ts';
import { workQueueContract } from '../work-queue.contract.ts';
import { MemoryWorkQueue } from './memory-work-queue.ts';

workQueueContract('MemoryWorkQueue', async () => {
  const timers = new VirtualTimers();
  const ackWaitMs = 30_000;
  const queue = new MemoryWorkQueue({
    timers,
    ackWaitMs,
    parse: (json) => ReadyEvaluation.parse(json),
  });
  return {
    queue,
    other: queue,
    ackWaitMs,
    pass: async (durationMs) => timers.advance(durationMs),
    close: async () => await queue.close(),
  };
});
