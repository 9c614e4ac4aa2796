import { expect, test } from '@jest/globals';
import { timeFault } from './token-times.ts';

const NOW_S = 1_000_000;
const EXPIRED = 'invalid expiration time (exp) claim: token is expired';
const EARLY = 'invalid not before (nbf) claim: token not yet valid';

test.each([
  {
    title: 'no time at all',
    times: {},
    fault: 'no issued at (iat), not before (nbf), or expiration time (exp) claims in token',
  },
  { title: 'not yet over', times: { exp: NOW_S + 1 } },
  { title: 'over, within the skew of clocks', times: { exp: NOW_S - 60 } },
  { title: 'over for longer', times: { exp: NOW_S - 61 }, fault: EXPIRED },
  {
    title: 'over, where clocks may differ more',
    times: { exp: NOW_S - 61 },
    config: { clockSkewLeewayMs: 120_000 },
  },
  {
    title: 'just over, where clocks may not differ',
    times: { exp: NOW_S - 1 },
    config: { clockSkewLeewayMs: -1 },
    fault: EXPIRED,
  },
  { title: 'without an end, begun lately', times: { iat: NOW_S - 210 } },
  { title: 'without an end, begun long ago', times: { iat: NOW_S - 211 }, fault: EXPIRED },
  {
    title: 'without an end, with more leeway',
    times: { iat: NOW_S - 211 },
    config: { expirationLeewayMs: 200_000 },
  },
  { title: 'to begin later, within the skew', times: { nbf: NOW_S + 60, exp: NOW_S + 999 } },
  { title: 'to begin later', times: { nbf: NOW_S + 61, exp: NOW_S + 999 }, fault: EARLY },
  { title: 'issued in the future', times: { iat: NOW_S + 61, exp: NOW_S + 999 }, fault: EARLY },
  { title: 'without a beginning, far from its end', times: { exp: NOW_S + 211 }, fault: EARLY },
])('a token $title', ({ times, config = {}, fault }) => {
  expect(timeFault(times, config, NOW_S * 1000)).toBe(fault);
});
