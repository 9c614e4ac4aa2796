import { expect, test } from '@jest/globals';
import { parseFlags } from '../flags/parse-flags.ts';
import { jobRestart } from '../commands/job/restart.ts';
import { batchesOf, restartOptionsOf } from './restart-options.ts';

const options = (argv: readonly string[], isInteractive = true) =>
  restartOptionsOf(parseFlags(argv, jobRestart.flags), { isInteractive });

const DEFAULTS = {
  batchSize: { count: 1 },
  batchWait: { ms: 0 },
  onError: 'ask',
  groups: [],
  tasks: [],
  allTasks: false,
  reschedule: false,
  noShutdownDelay: false,
};

test.each([
  { argv: [], expected: DEFAULTS },
  { argv: ['-yes'], expected: { ...DEFAULTS, onError: 'ignore' } },
  { argv: ['-yes', '-on-error=fail'], expected: { ...DEFAULTS, onError: 'fail' } },
  { argv: ['-batch-size=3'], expected: { ...DEFAULTS, batchSize: { count: 3 } } },
  { argv: ['-batch-size=50%'], expected: { ...DEFAULTS, batchSize: { percent: 50 } } },
  { argv: ['-batch-wait=1m30s'], expected: { ...DEFAULTS, batchWait: { ms: 90_000 } } },
  { argv: ['-batch-wait=ask'], expected: { ...DEFAULTS, batchWait: 'ask' } },
  { argv: ['-group=a', '-group=b'], expected: { ...DEFAULTS, groups: ['a', 'b'] } },
])('job restart $argv', ({ argv, expected }) => {
  expect(options(argv)).toEqual(expected);
});

test.each([
  { argv: ['-task=a', '-all-tasks'], says: 'The -all-tasks option cannot be used with -task' },
  { argv: ['-task=a', '-reschedule'], says: 'The -reschedule option cannot be used with -task' },
  { argv: ['-batch-size=x'], says: 'batch size must be an integer or a percentage' },
  { argv: ['-batch-size=0'], says: 'number value must be greater than zero' },
  { argv: ['-batch-size=101%'], says: 'percentage must be between 1 and 100' },
  { argv: ['-batch-wait=x'], says: 'give e.g. 90s or 1h30m' },
  { argv: ['-on-error=x'], says: 'valid options are "ask" and "fail"' },
])('job restart $argv is refused', ({ argv, says }) => {
  expect(() => options(argv)).toThrow(says);
});

test('nobody is asked where nobody can answer', () => {
  expect(() => options([], false)).toThrow('"ask" cannot be used when terminal is not interactive');
  expect(() => options(['-yes', '-batch-wait=ask'], false)).toThrow('Invalid -batch-wait value');
});

test.each([
  { size: { count: 1 }, batches: [['a'], ['b'], ['c'], ['d'], ['e']] },
  { size: { count: 2 }, batches: [['a', 'b'], ['c', 'd'], ['e']] },
  { size: { count: 9 }, batches: [['a', 'b', 'c', 'd', 'e']] },
  {
    size: { percent: 50 },
    batches: [
      ['a', 'b', 'c'],
      ['d', 'e'],
    ],
  },
  { size: { percent: 1 }, batches: [['a'], ['b'], ['c'], ['d'], ['e']] },
])('batches of $size', ({ size, batches }) => {
  expect(batchesOf(['a', 'b', 'c', 'd', 'e'], size)).toEqual(batches);
});
