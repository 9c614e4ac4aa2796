import { expect, test } from '@jest/globals';
import { DEFAULT_ALLOWED_CAPS, deniedCaps, grantedCaps } from './capabilities.ts';

const allowed = DEFAULT_ALLOWED_CAPS;

test.each([
  {
    title: 'the usual ones',
    request: { allowed, add: [], drop: [] },
    granted: [...allowed],
    denied: [],
  },
  {
    title: 'all dropped but one added, in any spelling',
    request: { allowed, add: ['cap_chown'], drop: ['all'] },
    granted: ['CHOWN'],
    denied: [],
  },
  {
    title: 'one that the node does not allow',
    request: { allowed: ['chown'], add: ['net_raw'], drop: [] },
    granted: ['CHOWN', 'NET_RAW'],
    denied: ['NET_RAW'],
  },
  {
    title: 'any on a node that allows all',
    request: { allowed: ['all'], add: ['sys_time'], drop: ['ALL'] },
    granted: ['SYS_TIME'],
    denied: [],
  },
])('$title', ({ request, granted, denied }) => {
  expect(grantedCaps(request)).toEqual(granted);
  expect(deniedCaps(request)).toEqual(denied);
});
