import { expect, test } from '@jest/globals';
import { liveBusContract } from '../live-bus.contract.ts';
import { systemTimers } from '../timers.ts';
import { MemoryLiveBus } from './memory-live-bus.ts';

liveBusContract('MemoryLiveBus', async () => {
  const bus = new MemoryLiveBus({ timers: systemTimers, report: () => undefined });
  return {
    here: bus,
    there: bus,
    settle: async () => undefined,
    close: async () => await bus.close(),
  };
});

test('a bug in a served request is an error to the asker, and is reported', async () => {
  const reports: string[] = [];
  const bus = new MemoryLiveBus({
    timers: systemTimers,
    report: ({ message }) => reports.push(message),
  });
  bus.serve('buggy', async () => {
    throw new TypeError('x is undefined');
  });
  await expect(bus.request('buggy', {}, { timeoutMs: 1_000 })).rejects.toThrow('x is undefined');
  expect(reports).toEqual(['serving buggy failed']);
});
