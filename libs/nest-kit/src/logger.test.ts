import { expect, test } from '@jest/globals';
import { createLogger, KeptLevel } from './logger.ts';

test('the level at which a log is kept may change, for all that write to it', () => {
  const kept: string[] = [];
  const level = new KeptLevel('WARN');
  const stream = { write: (line: string) => void kept.push(JSON.parse(line).msg) };
  const child = createLogger({ name: 'steppe', level, stream }).child({ service: 'job-api' });
  child.info('too low');
  level.set('debug');
  child.debug('low enough now');
  level.set('OFF');
  child.fatal('kept no more');
  expect(kept).toEqual(['low enough now']);
});
