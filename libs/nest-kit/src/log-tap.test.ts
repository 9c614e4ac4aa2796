import { expect, test } from '@jest/globals';
import { LogTap } from './log-tap.ts';
import { createLogger, KeptLevel } from './logger.ts';

const kept: string[] = [];
const tap = new LogTap();
const logger = createLogger({
  name: 'steppe',
  level: 'WARN',
  tap,
  stream: { write: (line) => void kept.push(line) },
});

const messagesOf = (lines: readonly string[]): string[] =>
  lines.map((line) => JSON.parse(line).msg);

test('a listener hears what is at its level and above, however little the log keeps', async () => {
  logger.info('before');
  const listener = tap.listen('debug');
  const arrived = listener.arrived();
  logger.trace('too low');
  logger.child({ service: 'job-api' }).debug('low');
  logger.warn('high');
  await arrived;
  expect(messagesOf(listener.take().lines)).toEqual(['low', 'high']);
  expect(messagesOf(kept)).toEqual(['high']);
  listener.close();
  logger.warn('after');
  expect(listener.take()).toEqual({ lines: [], dropped: 0 });
});

test('a listener that is slow is told how much it missed', () => {
  const listener = tap.listen('info');
  for (let i = 0; i < 520; i++) logger.info(`${i}`);
  const { lines, dropped } = listener.take();
  expect([lines.length, dropped]).toEqual([512, 8]);
  listener.close();
});

test('a line is worth writing that is kept, or that somebody listens for', () => {
  const level = new KeptLevel('INFO');
  const heard = new LogTap(level);
  expect([heard.takes('debug'), heard.takes('info')]).toEqual([false, true]);
  const listener = heard.listen('debug');
  expect([heard.takes('trace'), heard.takes('debug')]).toEqual([false, true]);
  listener.close();
  expect(heard.takes('debug')).toBe(false);
  level.set('TRACE');
  expect(heard.takes('debug')).toBe(true);
});
