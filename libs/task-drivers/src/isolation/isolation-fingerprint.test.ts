import { expect, test } from '@jest/globals';
import { fingerprintIsolation } from './isolation-fingerprint.ts';

test('an agent that is not root can not isolate', async () => {
  expect(await fingerprintIsolation(1000)).toEqual({
    possible: false,
    reason: 'Driver must run as root',
  });
});

test('a machine without the tools says which are missing', async () => {
  expect(await fingerprintIsolation(0, '/nowhere')).toEqual({
    possible: false,
    reason:
      'Missing on this node: unshare, nsenter, setpriv, setsid, mount, umount, pivot_root, env, sh (util-linux, mount)',
  });
});
