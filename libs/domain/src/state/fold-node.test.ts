import { expect, test } from '@jest/globals';
import { subjects } from '../events/subjects.ts';
import { type Entry, node, registersNode, stateAfter } from './fold.fixtures.ts';

const drain = { startedAtMs: 1, forceDeadlineMs: 0, ignoreSystemJobs: false };
const drains = (isOn: boolean, cancelled?: boolean): Entry => [
  subjects.node(node.id),
  {
    type: 'NodeDrainChanged',
    v: 1,
    nodeId: node.id,
    drain: isOn ? drain : null,
    eligibility: 'ineligible',
    ...(cancelled && { cancelled }),
  },
];

test.each([
  { title: 'set', changes: [drains(true)], message: 'Node drain strategy set' },
  {
    title: 'changed',
    changes: [drains(true), drains(true)],
    message: 'Node drain strategy updated',
  },
  { title: 'over', changes: [drains(true), drains(false)], message: 'Node drain complete' },
  { title: 'ended', changes: [drains(true), drains(false, true)], message: 'Node drain disabled' },
])('a drain that is $title is among the events of its node', ({ changes, message }) => {
  const row = stateAfter([registersNode, ...changes]).nodes.get(node.id);
  expect(row?.events.at(-1)).toMatchObject({ subsystem: 'Drain', message });
});
