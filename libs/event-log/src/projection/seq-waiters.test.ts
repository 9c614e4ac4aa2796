import { expect, test } from '@jest/globals';
import { VirtualTimers } from '../testing/virtual-timers.ts';
import { SeqWaiters } from './seq-waiters.ts';

function start() {
  const timers = new VirtualTimers();
  const waiters = new SeqWaiters(timers);
  const woken: string[] = [];
  const wait = async (seq: number, name: string, timeoutMs = 1_000) => {
    try {
      await waiters.waitFor(seq, { timeoutMs });
      woken.push(name);
    } catch (error) {
      woken.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return { timers, waiters, woken, wait };
}

test('wakes those whose seq was reached, in the order of the seqs', async () => {
  const { waiters, woken, wait } = start();
  const all = [wait(5, 'five'), wait(2, 'two'), wait(3, 'three'), wait(3, 'three again')];
  waiters.reached(1);
  waiters.reached(4);
  await Promise.all(all.slice(1));
  expect(woken).toEqual(['two', 'three', 'three again']);
  waiters.reached(9);
  await Promise.all(all);
  expect(woken).toHaveLength(4);
});

test('gives each up when its time is over, and leaves the others', async () => {
  const { timers, waiters, woken, wait } = start();
  const short = wait(1, 'short', 100);
  const long = wait(1, 'long', 200);
  timers.advance(150);
  await short;
  waiters.reached(1);
  await long;
  timers.advance(100);
  expect(woken).toEqual(['short: seq 1 was not applied within 100 ms', 'long']);
});

test('tells all why none will be reached', async () => {
  const { waiters, woken, wait } = start();
  const all = [wait(1, 'a'), wait(2, 'b')];
  waiters.failAll(new Error('the log has an unknown event'));
  await Promise.all(all);
  expect(woken).toEqual(['a: the log has an unknown event', 'b: the log has an unknown event']);
});
