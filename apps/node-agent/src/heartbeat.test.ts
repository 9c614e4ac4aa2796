import { expect, test } from '@jest/globals';
import { openMemoryStore } from '@steppe/event-log';
import { VirtualTimers } from '@steppe/event-log/testing';
import { Heartbeat } from './heartbeat.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('a node beats at its own pace, and then as often as the broker says', async () => {
  const timers = new VirtualTimers();
  const store = openMemoryStore({ timers });
  const beats: number[] = [];
  const heard = store.live.subscribe('heartbeat.*', () => beats.push(timers.nowMs()));
  const time = {
    nowMs: () => timers.nowMs(),
    monotonicMs: () => timers.nowMs(),
    after: (delayMs: number, callback: () => void) => timers.after(delayMs, callback),
  };
  const startMs = timers.nowMs();
  const heartbeat = new Heartbeat({ live: store.live, nodeId: 'n1', time, intervalMs: 3_000 });
  /** Second by second, so that each beat is heard when it comes. */
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      await settled();
      timers.advance(1_000);
    }
    await settled();
  };
  await pass(6);
  store.live.publish('heartbeat-ttl', { ttlMs: 'soon' });
  store.live.publish('heartbeat-ttl', { ttlMs: 30_000 });
  await pass(20);
  expect(beats.map((atMs) => atMs - startMs)).toEqual([0, 3_000, 6_000, 16_000, 26_000]);
  await heartbeat.stop();
  await pass(20);
  expect(beats).toHaveLength(5);
  await heard.stop();
  await store.close();
});
