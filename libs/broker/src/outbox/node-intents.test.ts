import { expect, test } from '@jest/globals';
import { type GarbageCollected, subjects } from '@steppe/domain';
import { BrokerRun } from '../testing/broker-run.ts';
import { completed, deregistered, joined, placed, registered } from '../testing/entries.ts';

const nothing: GarbageCollected = {
  type: 'GarbageCollected',
  v: 1,
  evalIds: [],
  allocIds: [],
  deploymentIds: [],
  jobVersionSeqs: [],
  jobKeys: [],
};

/** A job that is gone, whose version at seq 2 is forgotten. */
const forgotten = [
  joined('n1'),
  registered('web', 'e1'),
  completed('web', 'e1'),
  deregistered('web', 'e2'),
  completed('web', 'e2'),
  { subject: subjects.job('default', 'web'), events: [purge()] },
  { subject: subjects.collection(), events: [{ ...nothing, jobVersionSeqs: [2] }] },
];

function purge() {
  return {
    type: 'JobDeregistered',
    v: 1,
    namespace: 'default',
    jobId: 'web',
    purge: true,
  } as const;
}

const late = placed('n1', 'a1', { jobId: 'web', evalId: 'e1', jobSeq: 2 });

test.each([
  {
    title: 'when the broker sees it',
    run: () =>
      new BrokerRun()
        .entry(...forgotten)
        .lead()
        .entry(late),
  },
  { title: 'by the next broker', run: () => new BrokerRun().entry(...forgotten, late).lead() },
])('what was placed by a version that is forgotten is stopped: $title', ({ run: begin }) => {
  const run = begin();
  expect(run.state.strays.size).toBe(1);
  expect(run.told()).toEqual(['AllocationStopped']);
  expect(run.deliver().state.strays.size).toBe(0);
  expect(run.tick().told()).toEqual([]);
});
