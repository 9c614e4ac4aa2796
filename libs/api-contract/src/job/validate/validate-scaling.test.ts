import { expect, test } from '@jest/globals';
import { scalingFaults } from './validate-scaling.ts';

test.each([
  { title: 'limits around the count', group: { Count: 2, Scaling: { Min: 1, Max: 4 } }, says: [] },
  { title: 'a least that is the count', group: { Count: 2, Scaling: { Max: 2 } }, says: [] },
  {
    title: 'a least above the most',
    group: { Count: 2, Scaling: { Min: 5, Max: 4 } },
    says: [
      'maximum count must not be less than minimum count',
      'task group count must not be less than minimum count in scaling policy',
    ],
  },
  {
    title: 'a negative least',
    group: { Count: 2, Scaling: { Min: -1, Max: 4 } },
    says: ['minimum count must be specified and non-negative'],
  },
  {
    title: 'a negative most',
    group: { Count: 2, Scaling: { Max: -3 } },
    says: [
      'maximum count must be specified and non-negative',
      'task group count must not be greater than maximum count in scaling policy',
    ],
  },
])('$title', ({ group, says }) => {
  const text = scalingFaults(group).join('');
  for (const fault of says) expect(text).toContain(`* Scaling policy invalid: ${fault}`);
  expect(text.match(/Scaling policy invalid/g) ?? []).toHaveLength(says.length);
});
