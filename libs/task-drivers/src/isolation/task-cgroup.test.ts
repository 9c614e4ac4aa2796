import { expect, test } from '@jest/globals';
import { pidsIn } from './task-cgroup.ts';

test('a process of another PID namespace is none that can be signalled', () => {
  // A signal to 0 would reach the agent's own process group.
  expect(pidsIn('12\n0\n345\n')).toEqual([12, 345]);
  expect(pidsIn('')).toEqual([]);
});
