import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GREETING, logOf, newSpec, untilLogged } from './testing/task-spec.ts';
import type { JsonObject } from './json.ts';
import type { DriverEvent, TaskDriver, TaskHandle } from './task-driver.ts';
import type { TaskSpec } from './task-spec.ts';

/** What a driver must bring to be tested. Each config, asked for within a test, makes the task do what its name says. */
export interface DriverUnderTest {
  readonly name: string;
  /** Makes a new instance, as a restarted agent would. */
  create(): TaskDriver;
  readonly configs: {
    /** Prints `out` to stdout and `err` to stderr, each as a line, and ends with 0. */
    readonly print: () => JsonObject;
    readonly exitWith7: () => JsonObject;
    /** Runs until SIGTERM ends it. */
    readonly sleep: () => JsonObject;
    /** Prints `ready`, ignores SIGTERM, and runs on. */
    readonly stubborn: () => JsonObject;
    /** Prints `ready`, then `got it` at each SIGUSR1, and runs on. */
    readonly trap?: () => JsonObject;
    /** Prints the value of $GREETING. */
    readonly environment?: () => JsonObject;
    readonly failsToStart: () => JsonObject;
    readonly invalid: () => JsonObject;
  };
  /** Whether tasks live in the driver, so that one is there again once it is asked for. */
  readonly diesWithAgent?: boolean;
  /** What a start of `failsToStart` must say. */
  readonly startFailure: RegExp;
  /** The key that is wrong in `invalid`. */
  readonly invalidKey: string;
}

const NEVER = new AbortController().signal;

/** The behaviour that every driver owes. */
export function describeTaskDriver(subject: DriverUnderTest): void {
  const { environment, trap } = subject.configs;
  describe(`task driver ${subject.name}`, () => {
    let root = '';
    const drivers: TaskDriver[] = [];
    const started: { driver: TaskDriver; handle: TaskHandle }[] = [];
    const events: DriverEvent[] = [];

    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), 'steppe-driver-'));
    });
    afterEach(async () => {
      for (const { driver, handle } of started.splice(0)) await driver.destroy(handle);
      for (const driver of drivers.splice(0)) await driver.close();
      events.length = 0;
    });
    afterAll(() => rm(root, { recursive: true, force: true }));

    function newDriver(): TaskDriver {
      const driver = subject.create();
      drivers.push(driver);
      return driver;
    }

    async function start(
      driver: TaskDriver,
      config: JsonObject,
    ): Promise<{ handle: TaskHandle; spec: TaskSpec }> {
      const spec = await newSpec(root, config);
      const handle = await driver.start(spec, (event) => events.push(event));
      started.push({ driver, handle });
      return { handle: asFromDisk(handle), spec };
    }

    test('it is detected and healthy', async () => {
      const fingerprint = await newDriver().fingerprint();
      expect(fingerprint).toMatchObject({ detected: true, healthy: true });
      expect(fingerprint.attributes).toHaveProperty([`driver.${subject.name}`], '1');
    });

    test('a wrong config names the key', () => {
      const driver = newDriver();
      const faults = driver.validateConfig(subject.configs.invalid());
      expect(faults.map((fault) => fault.key)).toContain(subject.invalidKey);
      expect(faults[0]?.message).toContain(`"${subject.invalidKey}"`);
      for (const config of [subject.configs.print(), subject.configs.sleep()]) {
        expect(driver.validateConfig(config)).toEqual([]);
      }
    });

    test('a task that ends tells its exit code, and its output is in the log files', async () => {
      const driver = newDriver();
      const { handle, spec } = await start(driver, subject.configs.print());
      expect(await driver.wait(handle, NEVER)).toEqual({
        exitCode: 0,
        signal: 0,
        oomKilled: false,
      });
      expect(await logOf(spec, 'stdout')).toBe('out\n');
      expect(await logOf(spec, 'stderr')).toBe('err\n');
    });

    test('a task that fails tells its exit code, to any number who wait', async () => {
      const driver = newDriver();
      const { handle } = await start(driver, subject.configs.exitWith7());
      const results = await Promise.all([driver.wait(handle, NEVER), driver.wait(handle, NEVER)]);
      expect(results.map((result) => result.exitCode)).toEqual([7, 7]);
    });

    test('waiting can be given up while the task runs on', async () => {
      const driver = newDriver();
      const { handle } = await start(driver, subject.configs.sleep());
      const giveUp = new AbortController();
      const waiting = driver.wait(handle, giveUp.signal);
      giveUp.abort(new Error('given up'));
      await expect(waiting).rejects.toThrow('given up');
      expect((await driver.stats(handle)).atMs).toBeGreaterThan(0);
    });

    test('stop ends a task by the signal asked for', async () => {
      const driver = newDriver();
      const { handle } = await start(driver, subject.configs.sleep());
      await driver.stop(handle, { signal: 'SIGTERM', timeoutMs: 30_000 });
      expect((await driver.wait(handle, NEVER)).exitCode).toBe(143);
      await driver.stop(handle, { timeoutMs: 30_000 });
    });

    test('stop kills a task that ignores the signal after the timeout', async () => {
      const driver = newDriver();
      const { handle, spec } = await start(driver, subject.configs.stubborn());
      await untilLogged(spec, 'ready\n');
      await driver.stop(handle, { signal: 'SIGTERM', timeoutMs: 200 });
      expect((await driver.wait(handle, NEVER)).exitCode).toBe(137);
    });

    test('a start that fails says why and leaves nothing', async () => {
      const driver = newDriver();
      await expect(start(driver, subject.configs.failsToStart())).rejects.toMatchObject({
        name: 'DriverError',
        message: expect.stringMatching(subject.startFailure),
      });
    });

    test('destroy ends the task, can be repeated, and makes it unknown', async () => {
      const driver = newDriver();
      const { handle } = await start(driver, subject.configs.sleep());
      await driver.destroy(handle);
      await driver.destroy(handle);
      await expect(driver.wait(handle, NEVER)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
    });

    if (environment !== undefined) {
      test('the environment reaches the task unchanged', async () => {
        const driver = newDriver();
        const { handle, spec } = await start(driver, environment());
        await driver.wait(handle, NEVER);
        expect(await logOf(spec, 'stdout')).toBe(`${GREETING}\n`);
      });
    }

    if (trap !== undefined) {
      test('a signal reaches the task, and one that does not exist is refused', async () => {
        const driver = newDriver();
        const { handle, spec } = await start(driver, trap());
        await untilLogged(spec, 'ready\n');
        await driver.signal(handle, 'SIGUSR1');
        await untilLogged(spec, 'ready\ngot it\n');
        await expect(driver.signal(handle, 'SIGNONSENSE')).rejects.toMatchObject({
          code: 'SIGNAL_UNKNOWN',
        });
      });

      test('a fresh instance adopts a running task and can stop it', async () => {
        const first = newDriver();
        const { handle, spec } = await start(first, trap());
        await untilLogged(spec, 'ready\n');
        await first.close();

        const second = newDriver();
        expect(await second.recover(handle, () => undefined)).toBe(true);
        expect(await second.recover(handle, () => undefined)).toBe(true);
        await second.signal(handle, 'SIGUSR1');
        await untilLogged(spec, 'ready\ngot it\n');
        await second.stop(handle, { signal: 'SIGKILL', timeoutMs: 30_000 });
        expect((await second.wait(handle, NEVER)).exitCode).toBe(137);

        await second.destroy(handle);
        expect(await newDriver().recover(handle, () => undefined)).toBe(false);
      });
    }

    test('a start whose handle was never noted is ended, and nothing of it is left', async () => {
      const first = newDriver();
      const { handle, spec } = await start(first, subject.configs.sleep());
      await first.close();

      const second = newDriver();
      await second.abandonStart(spec);
      await second.abandonStart(spec);
      expect(await newDriver().recover(handle, () => undefined)).toBe(
        subject.diesWithAgent === true,
      );
    });

    test('a fresh instance learns the exit code of a task that ended in between', async () => {
      const first = newDriver();
      const { handle } = await start(first, subject.configs.exitWith7());
      await first.wait(handle, NEVER);
      await first.close();

      const second = newDriver();
      expect(await second.recover(handle, () => undefined)).toBe(true);
      expect((await second.wait(handle, NEVER)).exitCode).toBe(7);
    });
  });
}

/** A handle as the next agent gets it. */
function asFromDisk(handle: TaskHandle): TaskHandle {
  return JSON.parse(JSON.stringify(handle));
}
