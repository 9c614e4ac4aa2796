import { expect, test } from '@jest/globals';
import { SCALING_EVENTS_MAX } from '../job/scaling-event.ts';
import { type Entry, hello, registersJob, stateAfter, stopsJob } from './fold.fixtures.ts';

const KEY = 'default/hello';

/** Someone notes something of a group: what, is its previous count. */
const notes = (previousCount: number): Entry => [
  `job.${hello.namespace}.${hello.id}`,
  {
    type: 'JobScalingNoted',
    v: 1,
    namespace: hello.namespace,
    jobId: hello.id,
    group: 'web',
    previousCount,
    message: 'no metric',
    error: true,
  },
];

test('the latest scaling events of a group are kept, newest first', () => {
  const all = Array.from({ length: SCALING_EVENTS_MAX + 5 }, (_, at) => notes(at));
  const { scalingEvents, jobSubjectSeq, jobs } = stateAfter([registersJob(), ...all]);
  const events = scalingEvents.get(KEY)?.['web'] ?? [];
  expect(events).toHaveLength(SCALING_EVENTS_MAX);
  expect(events[0]).toMatchObject({ previousCount: SCALING_EVENTS_MAX + 4, error: true });
  // The next writer compares with it, though the job itself is as it was.
  expect(jobSubjectSeq.get(KEY)).toBe(all.length + 1);
  expect(jobs.get(KEY)?.current.seq).toBe(1);
});

test('scaling events go with their job', () => {
  const purged = stateAfter([registersJob(), notes(1), stopsJob({ purge: true }), notes(1)]);
  expect(purged.scalingEvents.size).toBe(0);
});
