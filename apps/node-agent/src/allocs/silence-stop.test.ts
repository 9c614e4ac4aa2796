import { expect, test } from '@jest/globals';
import { openMemoryStore } from '@steppe/event-log';
import { VirtualTimers } from '@steppe/event-log/testing';
import { createLogger } from '@steppe/nest-kit';
import type { Placement } from '@steppe/domain';
import { aGroup, aJob } from '../testing/jobs.ts';
import { SilenceStop } from './silence-stop.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const logger = createLogger({ name: 'test', level: 'silent' });

function runner(allocId: string, group: Parameters<typeof aGroup>[0]) {
  const { name } = aGroup();
  const placed = { allocId, evalId: 'e', namespace: 'default', jobId: 'j', jobSeq: 1, index: 0 };
  const placement: Placement = { ...placed, group: name, ports: [] };
  const job = aJob({ groups: [aGroup(group)] });
  return { placement, runnable: { seq: 1, job }, isDead: false };
}

const disconnect = (stopOnClientAfterMs: number) => ({
  disconnect: { lostAfterMs: 0, replace: true, reconcile: 'best_score', stopOnClientAfterMs },
});

test.each([
  {
    title: 'each after its own silence',
    toldAfter: 0,
    expected: ['10 s: at once', '20 s: twenty'],
  },
  {
    title: 'counted from when servers were heard',
    toldAfter: 15,
    expected: ['10 s: at once', '25 s: again', '35 s: twenty'],
  },
])('silence stops what asks for it: $title', async ({ toldAfter, expected }) => {
  const timers = new VirtualTimers();
  const store = openMemoryStore({ timers });
  const stopped: string[] = [];
  let second = 0;
  const rows = [
    runner('at once', disconnect(0)),
    runner('twenty', { stopAfterClientDisconnectMs: 20_000 }),
    runner('never', {}),
    { ...runner('dead', disconnect(0)), isDead: true },
  ];
  const table = {
    all: () => rows,
    stop: async (allocId: string) => void stopped.push(`${second} s: ${allocId}`),
  };
  const time = {
    nowMs: () => timers.nowMs(),
    monotonicMs: () => timers.nowMs(),
    after: (delayMs: number, callback: () => void) => timers.after(delayMs, callback),
  };
  const silence = new SilenceStop({ live: store.live, table, time, logger });
  for (second = 1; second <= 40; second += 1) {
    timers.advance(1_000);
    if (second === toldAfter) {
      store.live.publish('heartbeat-ttl', { ttlMs: 30_000 });
      rows.splice(0, 1, runner('again', disconnect(0)));
    }
    await settled();
  }
  await silence.stop();
  expect(stopped).toEqual(expected);
  await store.close();
});
