import { expect, test } from '@jest/globals';
import { cpuSampleOf, processStats } from './process-stats.ts';
import type { ProcStat } from './proc-stat.ts';

/** No process of a machine has such an ID, so that its swap is none. */
const PID_MAX = 2 ** 22;

const stat = (nth: number, userTicks: number, systemTicks: number): ProcStat => ({
  pid: PID_MAX + nth,
  state: 'S',
  parentPid: 1,
  groupId: 1,
  sessionId: 1,
  userTicks,
  systemTicks,
  startTicks: 1,
  residentPages: 10,
});

test('shares of a core are those since the last look, of the task and of each process', () => {
  const first = processStats([stat(1, 100, 50)], { atMs: 1_000, previous: undefined });
  expect(first.cpu).toMatchObject({ percent: 0, userPercent: 0, systemPercent: 0 });
  const next = processStats([stat(2, 0, 0), stat(1, 150, 60)], {
    atMs: 2_000,
    previous: cpuSampleOf(first),
  });
  expect(next).toMatchObject({
    cpu: { totalNs: 2_100_000_000, percent: 60, userPercent: 50, systemPercent: 10 },
    memory: { rssBytes: 81_920, swapBytes: 0 },
    pids: [PID_MAX + 1, PID_MAX + 2],
    processes: [{ cpu: { percent: 60, userPercent: 50 } }, { cpu: { percent: 0 } }],
  });
});

test('what a control group counts is told in the place of what its processes are', () => {
  const counted = { cpu: { throttledPeriods: 3 }, memory: { rssBytes: 7, usageBytes: 9 } };
  const { cpu, memory } = processStats([stat(1, 1, 1)], { atMs: 1, previous: undefined, counted });
  expect(cpu.throttledPeriods).toBe(3);
  expect(memory).toEqual({ rssBytes: 7, swapBytes: 0, usageBytes: 9 });
});

test('a clock that was put back gives no share', () => {
  const first = processStats([stat(1, 100, 50)], { atMs: 9_000, previous: undefined });
  const { cpu } = processStats([stat(1, 150, 60)], { atMs: 1_000, previous: cpuSampleOf(first) });
  expect(cpu.percent).toBe(0);
});
