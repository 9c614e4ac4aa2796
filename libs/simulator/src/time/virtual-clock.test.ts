import { expect, test } from '@jest/globals';
import { VirtualClock } from './virtual-clock.ts';

test('timers fall due by time, then by the order in which they were set; what follows from one comes before the next', async () => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  clock.after(20, () => seen.push('late'));
  clock.after(10, () => {
    seen.push('first');
    void Promise.resolve().then(() => seen.push('what follows from it'));
  });
  clock.after(10, () => seen.push('second'));
  const cancel = clock.after(15, () => seen.push('never'));
  cancel();
  await clock.advance(15);
  expect(seen).toEqual(['first', 'what follows from it', 'second']);
  expect(clock.nowMs() - clock.startMs).toBe(15);
  await clock.advance(5);
  expect(seen.at(-1)).toBe('late');
});
