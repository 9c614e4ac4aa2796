import { describe, expect, test } from '@jest/globals';
import { aTaskPlan, MachineScript } from '../testing/machine-script.ts';

const withDelays = () =>
  new MachineScript({
    tasks: [aTaskPlan('web', { shutdownDelayMs: 4_000 })],
    shutdownDelayMs: 3_000,
  })
    .place()
    .runs('web');
const ENDS = [
  'web: Killing: Sent interrupt. Waiting 5s before force killing',
  'web: Skipping shutdown delay: Skipping shutdown_delay of 4s before killing the task.',
  'web -> stop',
];

describe('shutdown delays that nobody wants to wait for', () => {
  test('are left out', () => {
    const script = withDelays();
    script.take();
    expect(script.say({ type: 'skipDelays' }).take()).toEqual([]);
    expect(script.say({ type: 'stop' }).take()).toEqual(ENDS);
  });

  test("end while the group's runs", () => {
    const script = withDelays().say({ type: 'stop' }).passes(1_000);
    script.take();
    expect(script.say({ type: 'skipDelays' }).take()).toEqual(ENDS);
  });

  test("end while the task's own runs", () => {
    const script = withDelays().say({ type: 'stop' }).passes(3_500);
    script.take();
    expect(script.say({ type: 'skipDelays' }).take()).toEqual(ENDS);
  });
});
