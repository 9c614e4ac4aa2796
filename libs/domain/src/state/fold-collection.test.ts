import { describe, expect, test } from '@jest/globals';
import {
  blocksEval,
  collects,
  completesEval,
  createsDeployment,
  type Entry,
  places,
  registersJob,
  registersNode,
  reports,
  stateAfter,
  stopsAlloc,
  stopsJob,
  succeedsDeployment,
} from './fold.fixtures.ts';
import type { State } from './tables.ts';

const started: readonly Entry[] = [
  registersNode,
  registersJob(),
  createsDeployment(2),
  places('a1', 2),
  completesEval('e0'),
  reports('a1', 'running', true),
  succeedsDeployment,
];
const over: readonly Entry[] = [
  ...started,
  stopsJob({ purge: true, evalId: 'e1' }),
  stopsAlloc('a1'),
  completesEval('e1'),
  reports('a1', 'complete'),
];
const everything = collects({ evalIds: ['e0', 'e1'], allocIds: ['a1'], deploymentIds: ['d0'] });

const namesIn = ({ evals, allocs, deployments }: State): string[] => [
  ...evals.keys(),
  ...allocs.keys(),
  ...deployments.keys(),
];

describe('what is collected', () => {
  test.each([
    { title: 'is forgotten once it has ended', entries: over, left: [] },
    {
      title: 'is kept while it goes on, whatever the entry says',
      entries: [...started, blocksEval('e1')],
      left: ['e1', 'a1'],
    },
    { title: 'may be forgotten already', entries: [...over, everything], left: [] },
  ])('$title', ({ entries, left }) => {
    expect(namesIn(stateAfter([...entries, everything]))).toEqual(left);
  });

  test('leaves nothing in what is derived from the tables', () => {
    const versions = collects({ jobVersionSeqs: [2], jobKeys: ['default/hello'] });
    const { index, jobVersions, jobSubjectSeq, evalSubjectSeq, deploymentSubjectSeq } = stateAfter([
      ...over,
      everything,
      versions,
    ]);
    const { usage, nodeChanges: _journal, ...byName } = index;
    const maps = [jobVersions, jobSubjectSeq, evalSubjectSeq, deploymentSubjectSeq];
    expect([...Object.values(byName), ...maps].map(({ size }) => size)).toEqual(
      Array<number>(Object.keys(byName).length + maps.length).fill(0),
    );
    expect(usage.get('n1')).toMatchObject({ cpuMhz: 0, memoryMb: 0 });
  });

  test('takes its place in the counts of its group with it', () => {
    const { index } = stateAfter([...over, everything]);
    expect(index.groupCounts.get('default/hello')?.get('example')?.complete).toBe(0);
  });
});

describe('a version of a job', () => {
  const forget = collects({ jobVersionSeqs: [2] });

  test('is kept while an allocation runs it', () => {
    expect(stateAfter([...started, forget]).jobVersions.has(2)).toBe(true);
  });

  test('that is forgotten places nothing any more that is known, but what is to be stopped', () => {
    const late = [...over, everything, forget, places('a2', 2)];
    const { allocs, strays } = stateAfter(late);
    expect(allocs.size).toBe(0);
    expect(strays).toEqual(new Map([['a2', { nodeId: 'n1' }]]));
    expect(stateAfter([...late, stopsAlloc('a2')]).strays.size).toBe(0);
  });
});

test('a request is remembered until it was carried out', () => {
  const request: Entry = ['gc', { type: 'GarbageCollectionRequested', v: 1 }];
  expect(stateAfter([request]).collection).toMatchObject({
    requestedSeq: 1,
    requestedAtMs: 1_000,
    doneSeq: 0,
  });
  expect(stateAfter([request, collects({ requestSeq: 1 })]).collection).toMatchObject({
    doneSeq: 1,
    subjectSeq: 2,
  });
});
