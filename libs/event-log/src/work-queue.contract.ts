import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReadyEvaluation } from './event-store.ts';
import type { Delivery, WorkQueue } from './work-queue.ts';

export interface OpenedQueue {
  /** Two workers' views of one queue, which gives an item out again after `ackWaitMs`. */
  readonly queue: WorkQueue<ReadyEvaluation>;
  readonly other: WorkQueue<ReadyEvaluation>;
  readonly ackWaitMs: number;
  /** Lets so much time pass. */
  pass(durationMs: number): Promise<void>;
  close(): Promise<void>;
}

const item = (evalId: string): ReadyEvaluation => ({
  evalId,
  namespace: 'default',
  jobId: 'web',
  minSeq: 1,
});

/** The behaviour that every {@link WorkQueue} has; each adapter's test calls this once. */
export function workQueueContract(name: string, open: () => Promise<OpenedQueue>): void {
  describe(`${name} keeps the WorkQueue contract`, () => {
    let opened: OpenedQueue;
    let queue: WorkQueue<ReadyEvaluation>;
    beforeAll(async () => {
      opened = await open();
      ({ queue } = opened);
    });
    afterAll(async () => await opened.close());

    const push = async (id: string) => await queue.push(item(id), { id });
    const take = async (from = queue): Promise<Delivery<ReadyEvaluation>> => {
      const delivery = await from.take({ signal: AbortSignal.timeout(10_000) });
      if (!delivery) throw new Error('nothing came');
      return delivery;
    };
    const isEmpty = async () => {
      const controller = new AbortController();
      const taken = queue.take({ signal: controller.signal });
      await opened.pass(50);
      controller.abort();
      return (await taken) === undefined;
    };

    test('gives items out in the order in which they came', async () => {
      await push('one');
      await push('two');
      expect(await queue.depth()).toBe(2);
      const first = await take();
      const second = await take(opened.other);
      expect([first.item, second.item]).toEqual([item('one'), item('two')]);
      expect([first.attempt, second.attempt]).toEqual([1, 1]);
      await first.ack();
      await second.ack();
      expect(await queue.depth()).toBe(0);
    });

    test('adds an item once, however often it is pushed', async () => {
      await push('again');
      await push('again');
      expect(await queue.depth()).toBe(1);
      await (await take()).ack();
      await push('again');
      expect(await queue.depth()).toBe(0);
    });

    test('lets a taker wait for an item', async () => {
      const taken = take();
      await push('awaited');
      const delivery = await taken;
      expect(delivery.item.evalId).toBe('awaited');
      await delivery.ack();
    });

    test('lets a taker give up, and loses nothing by it', async () => {
      expect(await isEmpty()).toBe(true);
      expect(await queue.take({ signal: AbortSignal.abort() })).toBeUndefined();
      await push('after giving up');
      const delivery = await take(opened.other);
      expect(delivery.item.evalId).toBe('after giving up');
      await delivery.ack();
    });

    test('gives an item out again when its taker says nothing', async () => {
      await push('forgotten');
      expect((await take()).attempt).toBe(1);
      const again = take(opened.other);
      await opened.pass(opened.ackWaitMs + 50);
      const delivery = await again;
      expect([delivery.item.evalId, delivery.attempt]).toEqual(['forgotten', 2]);
      await delivery.ack();
      expect(await queue.depth()).toBe(0);
    });

    test('gives an item out again after the delay that its taker asked for', async () => {
      await push('retried');
      await (await take()).retry(100);
      const again = take();
      await opened.pass(150);
      const delivery = await again;
      expect([delivery.item.evalId, delivery.attempt]).toEqual(['retried', 2]);
      await delivery.ack();
    });

    test('leaves an item with a taker who needs longer', async () => {
      await push('long');
      const delivery = await take();
      for (let step = 0; step < 4; step += 1) {
        await opened.pass(opened.ackWaitMs / 2);
        await delivery.extend();
      }
      expect(await isEmpty()).toBe(true);
      await delivery.ack();
      expect(await queue.depth()).toBe(0);
    });

    test('shares items among all who wait, each to one', async () => {
      const ids = Array.from({ length: 100 }, (_, index) => `shared-${index}`);
      const takers = ids.map(async (_, index) => await take(index % 2 ? queue : opened.other));
      await Promise.all(ids.map(push));
      const deliveries = await Promise.all(takers);
      expect(new Set(deliveries.map((delivery) => delivery.item.evalId))).toEqual(new Set(ids));
      await Promise.all(deliveries.map(async (delivery) => await delivery.ack()));
      expect(await queue.depth()).toBe(0);
    });
  });
}
