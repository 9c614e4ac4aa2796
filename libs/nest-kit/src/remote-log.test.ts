import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type MemoryStore, openMemoryStore } from '@steppe/event-log';
import { LogTap } from './log-tap.ts';
import { createLogger } from './logger.ts';
import { listenToLog, serveLog } from './remote-log.ts';

const OWNER = { nodeId: 'n1' };

let store: MemoryStore;
let leaving: AbortController;
beforeEach(() => {
  store = openMemoryStore();
  leaving = new AbortController();
});
afterEach(async () => {
  leaving.abort();
  await store.close();
});

const listen = () => listenToLog(store.live, OWNER, { level: 'info', signal: leaving.signal });

test('the log of another agent is heard as it is written, at its level', async () => {
  const tap = new LogTap();
  const logger = createLogger({ name: 'steppe', level: 'OFF', tap });
  serveLog(store.live, OWNER, tap);
  const { listener } = await listen();
  logger.debug('too low');
  logger.info('one');
  logger.warn({ umlaut: 'ä' }, 'two');
  const heard: string[] = [];
  while (heard.length < 2) {
    await listener.arrived();
    heard.push(...listener.take().lines);
  }
  expect(heard.map((line) => JSON.parse(line))).toMatchObject([
    { level: 30, msg: 'one' },
    { level: 40, msg: 'two', umlaut: 'ä' },
  ]);
});

test('it ends when the agent ends', async () => {
  const served = serveLog(store.live, OWNER, new LogTap());
  const { ended } = await listen();
  const end = new Promise((resolve) => ended.addEventListener('abort', resolve));
  leaving.abort();
  await served.stop();
  await end;
  expect(ended.aborted).toBe(true);
});

test('an agent that is not there is told of at once', async () => {
  await expect(listen()).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' });
});
