import { expect, test } from '@jest/globals';
import { versionIn } from './cni.ts';

const PROTOCOLS = 'CNI protocol versions supported: 0.1.0, 0.4.0, 1.0.0';

test.each([
  { title: 'a release', text: `CNI bridge plugin v1.4.1\n${PROTOCOLS}`, expected: '1.4.1' },
  {
    title: 'a build without one',
    text: `CNI bridge plugin version unknown\n${PROTOCOLS}`,
    expected: '1.0.0',
  },
  { title: 'what is no plugin', text: 'usage: bridge', expected: undefined },
])('the version of $title', ({ text, expected }) => {
  expect(versionIn(text)).toBe(expected);
});
