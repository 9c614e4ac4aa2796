import { expect, test } from '@jest/globals';
import { NodeClaims } from './node-claims.ts';

test('plans for other nodes do not wait for each other', () => {
  const claims = new NodeClaims();
  claims.claim(['a', 'b']);
  expect(claims.untilFree(['c'])).toBeUndefined();
});

test('a plan for a claimed node waits until all that claim one of its nodes are through', async () => {
  const claims = new NodeClaims();
  const release = [claims.claim(['a']), claims.claim(['b', 'c'])];
  let isFree = false;
  const waiting = claims.untilFree(['a', 'c', 'd'])?.then(() => (isFree = true));
  release[0]?.();
  await Promise.resolve();
  expect(isFree).toBe(false);
  release[1]?.();
  await waiting;
  expect(claims.untilFree(['a', 'b', 'c', 'd'])).toBeUndefined();
});
