import { describe, expect, test } from '@jest/globals';
import { binpackScore, spreadFitScore } from './binpack.ts';
import { jobAntiAffinityScore } from './job-anti-affinity.ts';
import { preemptionScore } from './preemption.ts';
import { spreadBoost } from './spread.ts';
import { ValueCounts } from './value-counts.ts';

test.each([
  { title: 'an empty node', freeCpu: 1, freeMemory: 1, binpack: 0, spread: 1 },
  { title: 'a full node', freeCpu: 0, freeMemory: 0, binpack: 1, spread: 0 },
  { title: 'a node that would overflow', freeCpu: -0.5, freeMemory: 0, binpack: 1, spread: 0 },
  {
    title: 'an eighth used',
    freeCpu: 0.875,
    freeMemory: 0.96875,
    binpack: 0.177519,
    spread: 0.822481,
  },
])('$title fits by $binpack', ({ freeCpu, freeMemory, binpack, spread }) => {
  expect(binpackScore(freeCpu, freeMemory)).toBeCloseTo(binpack, 5);
  expect(spreadFitScore(freeCpu, freeMemory)).toBeCloseTo(spread, 5);
});

test.each([
  { collisions: 0, desired: 4, score: 0 },
  { collisions: 1, desired: 4, score: -0.5 },
  { collisions: 2, desired: 3, score: -1 },
])('$collisions of $desired on a node cost $score', ({ collisions, desired, score }) => {
  expect(jobAntiAffinityScore(collisions, desired)).toBe(score);
});

test.each([
  { priorities: [20], score: 0.999941 },
  { priorities: [20, 20], score: 0.99994 },
])('evicting priorities $priorities scores $score', ({ priorities, score }) => {
  expect(preemptionScore(priorities)).toBeCloseTo(score, 6);
});

describe('spread', () => {
  const targets = [
    { value: 'dc1', percent: 70 },
    { value: 'dc2', percent: 0 },
  ];
  test.each([
    { title: 'nothing placed yet is no reason', used: {}, targets: [], value: 'dc1', boost: 0 },
    {
      title: 'an unused value beats used ones',
      used: { dc1: 1 },
      targets: [],
      value: 'dc2',
      boost: 1,
    },
    {
      title: 'an even spread favours none',
      used: { dc1: 1, dc2: 1 },
      targets: [],
      value: 'dc1',
      boost: -1,
    },
    {
      title: 'the least used value',
      used: { dc1: 3, dc2: 2 },
      targets: [],
      value: 'dc2',
      boost: 0.5,
    },
    {
      title: 'the most used value',
      used: { dc1: 3, dc2: 2 },
      targets: [],
      value: 'dc1',
      boost: -0.5,
    },
    { title: 'no attribute at all', used: {}, targets, value: undefined, boost: -1 },
    { title: 'far from a target', used: {}, targets, value: 'dc1', boost: 6 / 7 },
    { title: 'beyond a target', used: { dc1: 7 }, targets, value: 'dc1', boost: -1 / 7 },
    { title: 'a target of nothing', used: {}, targets, value: 'dc2', boost: -1 },
    { title: 'what the targets leave over', used: {}, targets, value: 'dc9', boost: 2 / 3 },
  ])('$title', ({ used, targets: wanted, value, boost }) => {
    const counts = new ValueCounts();
    for (const [key, count] of Object.entries(used)) {
      for (let i = 0; i < count; i++) counts.change(key, 1);
    }
    const spread = { attribute: '${node.datacenter}', weight: 100, targets: wanted };
    expect(spreadBoost(spread, value, { counts, weight: 1, count: 10 })).toBeCloseTo(boost, 10);
  });
});
