import { expect, test } from '@jest/globals';
import {
  completesEval,
  node,
  places,
  registersJob,
  registersNode,
  reports,
  stateAfter,
  stopsJob,
  type Entry,
} from './fold.fixtures.ts';
import { NeededEntries } from './needed-entries.ts';

const log: readonly Entry[] = [
  registersNode,
  registersJob(),
  places('a1', 2),
  completesEval('e0'),
  reports('a1', 'running'),
  registersJob(1),
  reports('a1', 'running'),
];
const NODE = `node.${node.id}`;

test.each([
  { subject: `client.${node.id}`, oldest: 7, because: 'its last entry' },
  { subject: 'eval.default.hello', oldest: 4, because: 'its last entry' },
  { subject: 'job.default.hello', oldest: 2, because: 'the first version is kept' },
  { subject: NODE, oldest: 3, because: 'its last entry, since the node was in touch' },
  { subject: 'else.x', oldest: 0, because: 'nobody knows what it is for' },
])('on $subject the oldest that is needed is $oldest: $because', ({ subject, oldest }) => {
  expect(new NeededEntries(stateAfter(log), 5_000).oldestOn(subject)).toBe(oldest);
});

test('a node that was silent meanwhile still needs all that it was told', () => {
  const silent: Entry = [
    NODE,
    { type: 'NodeStatusChanged', v: 1, nodeId: node.id, status: 'down', message: '' },
  ];
  expect(new NeededEntries(stateAfter([...log, silent]), 99_000).oldestOn(NODE)).toBe(0);
});

test('of a job that was purged and runs nowhere only the last entry is needed', () => {
  const purged = [registersJob(), registersJob(1), stopsJob({ purge: true })];
  expect(new NeededEntries(stateAfter(purged), 9_000).oldestOn('job.default.hello')).toBe(3);
});
