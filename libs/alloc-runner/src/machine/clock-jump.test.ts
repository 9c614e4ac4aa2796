import { describe, expect, test } from '@jest/globals';
import type { AllocState } from './alloc-state.ts';
import { afterClockJump } from './clock-jump.ts';
import { newTaskState, type TaskPhase } from './task-state.ts';

const HANDLE = { driver: 'exec', version: 1, allocId: 'a', taskName: 't', state: {} };

const stateIn = (phase: TaskPhase): AllocState => ({
  desired: 'run',
  begun: true,
  tasks: {
    t: {
      ...newTaskState(),
      phase,
      counter: { attempts: 1, intervalStartMs: 100 },
      status: { state: 'running', failed: false, restarts: 0, startedAtMs: 200 },
      runsSinceMs: 200,
    },
  },
  health: { phase: 'watching', deadlineAtMs: 900 },
  checks: { c: { passing: true, sinceMs: 300 } },
  stopsAtMs: 700,
  runsUntilMs: 800,
});

describe.each([{ byMs: 50 }, { byMs: -50 }])('a clock that is set by $byMs ms', ({ byMs }) => {
  test('takes what an allocation waits for along, and leaves what has happened', () => {
    const before = stateIn({ name: 'waiting' });
    const after = afterClockJump(before, byMs);
    expect(after).toMatchObject({
      health: { deadlineAtMs: 900 + byMs },
      checks: { c: { sinceMs: 300 + byMs } },
      stopsAtMs: 700 + byMs,
      runsUntilMs: 800 + byMs,
      tasks: {
        t: {
          counter: { attempts: 1, intervalStartMs: 100 + byMs },
          runsSinceMs: 200 + byMs,
          status: { startedAtMs: 200 },
        },
      },
    });
    expect(afterClockJump(after, -byMs)).toEqual(before);
  });

  test.each<{ phase: TaskPhase; expected: object }>([
    {
      phase: { name: 'backoff', restartAtMs: 400 },
      expected: { name: 'backoff', restartAtMs: 400 + byMs },
    },
    {
      phase: { name: 'delaying', handle: HANDLE, stopAtMs: 400 },
      expected: { name: 'delaying', handle: HANDLE, stopAtMs: 400 + byMs },
    },
    {
      phase: { name: 'running', handle: HANDLE, recoverAtMs: 400 },
      expected: { name: 'running', handle: HANDLE, recoverAtMs: 400 + byMs },
    },
    {
      phase: { name: 'abandoning', retryAtMs: 400 },
      expected: { name: 'abandoning', retryAtMs: 400 + byMs },
    },
    {
      phase: { name: 'running', handle: HANDLE },
      expected: { name: 'running', handle: HANDLE },
    },
  ])('takes what a task waits for along when it is $phase.name', ({ phase, expected }) => {
    expect(afterClockJump(stateIn(phase), byMs).tasks['t']?.phase).toEqual(expected);
  });

  test('leaves alone what waits for nothing', () => {
    const { checks: _, stopsAtMs: __, runsUntilMs: ___, ...idle } = stateIn({ name: 'dead' });
    const health = { phase: 'unwatched' } as const;
    const after = afterClockJump({ ...idle, health }, byMs);
    expect(Object.keys(after)).toEqual(Object.keys(idle));
    expect(after.health).toEqual(health);
  });
});
