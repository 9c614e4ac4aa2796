import { expect, test } from '@jest/globals';
import { bareNode } from '@steppe/domain/testing';
import { openMemoryStore } from '@steppe/event-log';
import { createLogger } from '@steppe/nest-kit';
import { ClientSubject } from './client-subject.ts';
import { Reporter } from './reporter.ts';
import type { SyncPosition } from './sync-state.ts';

const NODE = bareNode('n1');

test('a node that is forgotten while it registers, registers once more', async () => {
  const { log } = openMemoryStore();
  const sync: SyncPosition = {
    nodeSeq: 0,
    clientSeq: 0,
    marks: new Map(),
    noteReport: () => undefined,
    noteService: () => undefined,
    save: async () => undefined,
  };
  const answered = Promise.withResolvers<void>();
  const timers: (() => void)[] = [];
  const slow = {
    lastSeq: async () => await log.lastSeq(),
    append: async (request: Parameters<typeof log.append>[0]) => {
      const seq = await log.append(request);
      await answered.promise;
      return seq;
    },
  };
  const reporter = new Reporter({
    subject: new ClientSubject({
      log: Object.assign(Object.create(log), slow),
      nodeId: 'n1',
      sync,
    }),
    sync,
    statusOf: () => undefined,
    time: {
      nowMs: () => 0,
      monotonicMs: () => 0,
      after: (_delayMs, callback) => {
        timers.push(callback);
        return () => undefined;
      },
    },
    logger: createLogger({ name: 'test', level: 'OFF' }),
  });
  reporter.registerNode(NODE);
  timers.shift()?.();
  // It is in the log, the answer is not there yet, and the cluster forgets the node.
  reporter.registerNode(NODE);
  answered.resolve();
  await reporter.stop();
  expect(await log.lastSeq()).toBe(2);
});
