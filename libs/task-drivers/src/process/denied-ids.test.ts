import { expect, test } from '@jest/globals';
import { checkIdRanges, refuseDenied } from './denied-ids.ts';

const user = { name: 'web', uid: 1_000, gid: 50, home: '/' };

test.each([
  { title: 'nothing is denied', denied: {} },
  { title: 'others are', denied: { uids: '0,1001-2000', gids: '51' } },
])('a user may run tasks when $title', ({ denied }) => {
  expect(() => refuseDenied(user, denied)).not.toThrow();
});

test.each([
  { title: 'its number is denied', denied: { uids: '0, 1000' }, says: 'its uid 1000 is in 1000' },
  { title: 'a range with its number is', denied: { uids: '500-1000' }, says: 'in 500-1000' },
  { title: 'its group is', denied: { gids: '50' }, says: 'its gid 50 is in 50 (denied_host_gids)' },
])('a user may not when $title', ({ denied, says }) => {
  expect(() => refuseDenied(user, denied)).toThrow(says);
});

test.each(['x', '5-1', '1-2-3', '-1'])('%s is no range', (range) => {
  expect(() => checkIdRanges(`0,${range}`)).toThrow(`"${range}" must be a number or a range`);
});
