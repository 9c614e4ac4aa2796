import { expect, test } from '@jest/globals';
import { SteppeError } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { VirtualTimers } from '@steppe/event-log/testing';
import { createLogger, TEMPLATE_DATA_SUBJECT } from '@steppe/nest-kit';
import { ClusterTemplateData, DATA_RETRY } from './cluster-template-data.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const ASKER = { allocId: 'a1', task: 'web' };

test.each([
  { attempts: 3, askedAtMs: [0, 250, 750, 1_350], failures: ['away'] },
  { attempts: 0, askedAtMs: [0, 250, 750, 1_350, 1_950, 2_550], failures: [] },
])('servers that fail are asked $attempts times again, more and more seldom', async (row) => {
  const timers = new VirtualTimers();
  const store = openMemoryStore({ timers });
  const asked: number[] = [];
  const server = store.live.serve(TEMPLATE_DATA_SUBJECT, async () => {
    asked.push(timers.nowMs());
    throw new SteppeError('LOG_UNAVAILABLE', 'away');
  });
  const data = new ClusterTemplateData({
    live: store.live,
    time: {
      nowMs: () => timers.nowMs(),
      monotonicMs: () => timers.nowMs(),
      after: (delayMs, callback) => timers.after(delayMs, callback),
    },
    logger: createLogger({ name: 'test', level: 'silent' }),
    retry: { ...DATA_RETRY, attempts: row.attempts, maxBackoffMs: 600 },
  });
  const failures: string[] = [];
  const query = { kind: 'services', namespace: 'default' } as const;
  const startMs = timers.nowMs();
  const stop = data.watch(query, ASKER, {
    onAnswer: () => undefined,
    onFailure: ({ message }) => failures.push(message),
  });
  for (let passedMs = 0; passedMs < 3_000; passedMs += 50) {
    await settled();
    timers.advance(50);
  }
  expect(asked.map((atMs) => atMs - startMs)).toEqual(row.askedAtMs);
  expect(failures).toEqual(row.failures.map((said) => expect.stringContaining(said)));
  stop();
  await server.stop();
  await store.close();
});
