import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decideRestart, type RestartCounter, type TaskEnd } from './restart-policy.ts';

const POLICY = { attempts: 2, intervalMs: 1_800_000, delayMs: 15_000, mode: 'fail' } as const;
const FRESH: RestartCounter = { attempts: 0, intervalStartMs: 0 };
const NOW_MS = 10_000_000;
const FAILED: TaskEnd = { type: 'exited', successful: false };
const SUCCEEDED: TaskEnd = { type: 'exited', successful: true };

const decide = (changes: Partial<Parameters<typeof decideRestart>[1]> = {}, counter = FRESH) =>
  decideRestart(counter, {
    policy: POLICY,
    restartsOnSuccess: true,
    end: FAILED,
    jitter: 0,
    nowMs: NOW_MS,
    ...changes,
  }).decision;

describe('the restart policy', () => {
  test.each([
    {
      title: 'restarts a failed task after the delay',
      decision: decide(),
      expected: { type: 'restart', delayMs: 15_000, reason: 'Restart within policy' },
    },
    {
      title: 'adds up to a quarter of the delay by chance',
      decision: decide({ jitter: 0.5 }),
      expected: { type: 'restart', delayMs: 16_875, reason: 'Restart within policy' },
    },
    {
      title: 'restarts a service that ended well',
      decision: decide({ end: SUCCEEDED }),
      expected: { type: 'restart', delayMs: 15_000, reason: 'Restart within policy' },
    },
    {
      title: 'lets a batch task that ended well be',
      decision: decide({ end: SUCCEEDED, restartsOnSuccess: false }),
      expected: { type: 'complete' },
    },
    {
      title: 'fails after the attempts of one interval',
      decision: decide({}, { attempts: 2, intervalStartMs: NOW_MS }),
      expected: {
        type: 'fail',
        reason: 'Exceeded allowed attempts 2 in interval 30m0s and mode is "fail"',
      },
    },
    {
      title: 'waits for the next interval in mode delay',
      decision: decide(
        { policy: { ...POLICY, mode: 'delay' } },
        { attempts: 2, intervalStartMs: NOW_MS - 600_000 },
      ),
      expected: {
        type: 'restart',
        delayMs: 1_200_000,
        reason: 'Exceeded allowed attempts, applying a delay',
      },
    },
    {
      title: 'counts anew in a new interval',
      decision: decide({}, { attempts: 2, intervalStartMs: NOW_MS - 1_800_001 }),
      expected: { type: 'restart', delayMs: 15_000, reason: 'Restart within policy' },
    },
    {
      title: 'allows no restart with no attempts',
      decision: decide({ policy: { ...POLICY, attempts: 0 } }),
      expected: { type: 'fail', reason: 'Policy allows no restarts' },
    },
    {
      title: 'does not try again what cannot get better',
      decision: decide({ end: { type: 'startFailed', recoverable: false } }),
      expected: { type: 'fail', reason: 'Error was unrecoverable' },
    },
    {
      title: 'tries again what may get better',
      decision: decide({ end: { type: 'startFailed', recoverable: true } }),
      expected: { type: 'restart', delayMs: 15_000, reason: 'Restart within policy' },
    },
  ])('$title', ({ decision, expected }) => {
    expect(decision).toEqual(expected);
  });

  test('never allows more restarts within an interval than attempts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 40 }),
        fc.constantFrom('fail' as const, 'delay' as const),
        (attempts, gapsMs, mode) => {
          const policy = { ...POLICY, attempts, mode };
          let counter = FRESH;
          let nowMs = NOW_MS;
          const restarts = new Map<number, number>();
          for (const gapMs of gapsMs) {
            nowMs += gapMs;
            const step = decideRestart(counter, {
              policy,
              restartsOnSuccess: true,
              end: FAILED,
              jitter: 0,
              nowMs,
            });
            counter = step.counter;
            if (step.decision.type === 'fail') break;
            expect(step.decision.type).toBe('restart');
            if (step.decision.type !== 'restart') break;
            nowMs += step.decision.delayMs;
            if (step.decision.reason !== 'Restart within policy') continue;
            const before = restarts.get(counter.intervalStartMs) ?? 0;
            restarts.set(counter.intervalStartMs, before + 1);
          }
          for (const count of restarts.values()) expect(count).toBeLessThanOrEqual(attempts);
        },
      ),
    );
  });
});
