import { describe, expect, test } from '@jest/globals';
import { aTaskPlan, MachineScript } from '../testing/machine-script.ts';

const ONE = { tasks: [aTaskPlan('web')] };

describe('one task', () => {
  test('is received, prepared, started and stopped', () => {
    const script = new MachineScript(ONE).place();
    expect(script.status).toBe('pending: No tasks have started');
    script.runs('web');
    expect(script.status).toBe('running: Tasks are running');
    script.say({ type: 'stop' }).exits('web', 130, 2);
    expect(script.status).toBe('complete: All tasks have completed');
    expect(script.take()).toEqual([
      'web: Received: Task received by client',
      'web: Task Setup: Building Task Directory',
      'web -> prepare',
      'web -> start',
      'web: Started: Task started by client',
      'web -> watch',
      'web: Killing: Sent interrupt. Waiting 5s before force killing',
      'web -> stop',
      'web: Terminated: Exit Code: 130, Signal: 2',
      'web: Killed: Task successfully killed',
      'web -> destroy',
    ]);
  });

  test('restarts until its policy is exhausted, and then fails', () => {
    const script = new MachineScript(ONE).place().runs('web');
    script.take();
    script.exits('web', 1);
    expect(script.status).toBe('pending: No tasks have started');
    script.passes(16_874);
    expect(script.take()).toEqual([
      'web: Terminated: Exit Code: 1',
      'web: Restarting: Task restarting in 16.875s',
      'web -> destroy',
    ]);
    script.passes(1);
    expect(script.take()).toEqual(['web -> prepare']);
    script.runs('web').exits('web', 1).passes(20_000).runs('web').exits('web', 7);
    expect(script.take().slice(-3)).toEqual([
      'web: Terminated: Exit Code: 7',
      'web: Not Restarting: Exceeded allowed attempts 2 in interval 30m0s and mode is "fail"',
      'web -> destroy',
    ]);
    expect(script.status).toBe('failed: Failed tasks');
    expect(script.state.tasks['web']?.status).toMatchObject({ restarts: 2, failed: true });
  });

  test('of a batch job that ends well is complete', () => {
    const script = new MachineScript({ tasks: [aTaskPlan('web', { restartsOnSuccess: false })] });
    script.place().runs('web').exits('web', 0);
    expect(script.status).toBe('complete: All tasks have completed');
    expect(script.take().slice(-2)).toEqual(['web: Terminated: Exit Code: 0', 'web -> destroy']);
  });

  test('that cannot be started for good fails at once', () => {
    const script = new MachineScript(ONE).place().task('web', { type: 'prepared' });
    script.take();
    script.task('web', {
      type: 'startFailed',
      message: 'no such program',
      recoverable: false,
      jitter: 0,
    });
    expect(script.take()).toEqual([
      'web: Driver Failure: no such program',
      'web: Not Restarting: Error was unrecoverable',
    ]);
    expect(script.status).toBe('failed: Failed tasks');
  });

  test('is stopped after its shutdown delay', () => {
    const script = new MachineScript({ tasks: [aTaskPlan('web', { shutdownDelayMs: 3_000 })] });
    script.place().runs('web').take();
    script.say({ type: 'stop' });
    expect(script.take()).toEqual([
      'web: Waiting for shutdown delay: Waiting for shutdown_delay of 3s before killing the task.',
    ]);
    script.passes(3_000);
    expect(script.take()).toEqual([
      'web: Killing: Sent interrupt. Waiting 5s before force killing',
      'web -> stop',
    ]);
  });

  test('that is stopped while it starts ends as soon as it runs', () => {
    const script = new MachineScript(ONE).place();
    script.task('web', { type: 'prepared' }).say({ type: 'stop' });
    script.take();
    script.task('web', {
      type: 'started',
      handle: { driver: 'test', version: 1, allocId: 'a1', taskName: 'web', state: {} },
    });
    expect(script.take()).toEqual([
      'web: Started: Task started by client',
      'web: Killing: Sent interrupt. Waiting 5s before force killing',
      'web -> watch',
      'web -> stop',
    ]);
  });

  test('that was stopped before it began never starts', () => {
    const script = new MachineScript(ONE).say({ type: 'received' }).say({ type: 'stop' });
    script.say({ type: 'begin' });
    expect(script.status).toBe('complete: All tasks have completed');
    expect(script.take()).toEqual(['web: Received: Task received by client']);
  });

  test('restarts at once when a person asks for it', () => {
    const script = new MachineScript(ONE).place().runs('web');
    script.take();
    script.task('web', { type: 'restart', reason: 'User requested task to restart' });
    script.exits('web', 130, 2).passes(0);
    expect(script.take()).toEqual([
      'web: Restart Signaled: User requested task to restart',
      'web -> stop',
      'web: Terminated: Exit Code: 130, Signal: 2',
      'web: Restarting: Task restarting in 0s',
      'web -> destroy',
      'web -> prepare',
    ]);
  });

  test('has events with times that only grow, also when the clock stands still', () => {
    const script = new MachineScript(ONE).place().runs('web').say({ type: 'stop' });
    const times = script.state.tasks['web']?.events.map(({ atMs }) => atMs) ?? [];
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
  });
});

describe('a new process of the agent', () => {
  test('asks the driver for a task that ran, and watches it', () => {
    const script = new MachineScript(ONE).place().runs('web');
    script.take();
    script.reload();
    script.task('web', { type: 'recovered', found: true });
    expect(script.take()).toEqual(['web -> recover', 'web -> watch']);
    expect(script.status).toBe('running: Tasks are running');
  });

  test('asks again when the driver cannot be reached', () => {
    const script = new MachineScript(ONE).place().runs('web');
    script.take();
    script.reload();
    script.task('web', { type: 'recoverFailed' }).passes(4_999);
    expect(script.take()).toEqual(['web -> recover']);
    script.passes(1);
    expect(script.take()).toEqual(['web -> recover']);
  });

  test('starts a task anew of which there is no trace', () => {
    const script = new MachineScript(ONE).place().runs('web');
    script.take();
    script.reload();
    script.task('web', { type: 'recovered', found: false });
    expect(script.take()).toEqual([
      'web -> recover',
      'web: Failed Restoring Task: failed to restore task; it is started anew',
      'web -> prepare',
    ]);
  });

  test('goes on stopping a task that was being stopped', () => {
    const script = new MachineScript(ONE).place().runs('web').say({ type: 'stop' });
    script.take();
    script.reload();
    script.task('web', { type: 'recovered', found: true });
    expect(script.take()).toEqual(['web -> recover', 'web -> watch', 'web -> stop']);
  });

  test('goes on waiting for a restart', () => {
    const script = new MachineScript(ONE).place().runs('web').exits('web', 1).passes(5_000);
    script.task('web', { type: 'destroyed' }).take();
    script.reload();
    expect(script.take()).toEqual([]);
    script.passes(20_000);
    expect(script.take()).toEqual(['web -> prepare']);
  });
});

describe('an allocation with limits of time', () => {
  test("lets its tasks go on for the group's shutdown_delay", () => {
    const script = new MachineScript({ tasks: [aTaskPlan('web')], shutdownDelayMs: 3_000 });
    script.place().runs('web').take();
    script.say({ type: 'stop' }).passes(2_999);
    expect(script.take()).toEqual([]);
    expect(script.passes(1).take()).toContain('web -> stop');
  });

  test('that never began is not waited for', () => {
    const script = new MachineScript({ tasks: [aTaskPlan('web')], shutdownDelayMs: 3_000 });
    script.say({ type: 'received' }).say({ type: 'stop' });
    expect(script.status).toBe('complete: All tasks have completed');
  });

  test('ends after its max_run_duration, and has not failed', () => {
    const script = new MachineScript({ tasks: [aTaskPlan('work')], maxRunDurationMs: 60_000 });
    script.place().runs('work').passes(59_999).take();
    expect(script.passes(1).take()).toEqual([
      'work: Killing: Allocation ran longer than its max_run_duration',
      'work: Killing: Sent interrupt. Waiting 5s before force killing',
      'work -> stop',
    ]);
    script.exits('work', 130, 2);
    expect(script.status).toBe('complete: All tasks have completed');
  });
});

describe('a task whose checks fail', () => {
  const unhealthy = { type: 'restart', reason: 'a check', isFailure: true } as const;

  test('is restarted as its restart policy says', () => {
    const restartPolicy = { attempts: 1, intervalMs: 1e9, delayMs: 1_000, mode: 'fail' as const };
    const script = new MachineScript({ tasks: [aTaskPlan('web', { restartPolicy })] });
    script.place().runs('web').task('web', unhealthy).exits('web', 130, 2).take();
    script.passes(1_125);
    expect(script.take()).toEqual(['web -> prepare']);
    script.runs('web').task('web', unhealthy).exits('web', 130, 2);
    expect(script.status).toBe('failed: Failed tasks');
  });
});

describe('a task that waits for its preparation', () => {
  test('is told so when it is not wanted any more', () => {
    const script = new MachineScript({ tasks: [aTaskPlan('web')] }).place();
    expect(script.say({ type: 'stop' }).take()).toContain('web -> abandonPreparation');
    script.task('web', { type: 'prepared' });
    expect(script.status).toBe('complete: All tasks have completed');
  });

  test('fails when it can not be prepared, and says why', () => {
    const event = { type: 'Template', displayMessage: 'Template failed: x', details: {} };
    const script = new MachineScript({ tasks: [aTaskPlan('web')] }).place();
    script.task('web', { type: 'prepareFailed', event, recoverable: false, jitter: 0 });
    expect(script.status).toBe('failed: Failed tasks');
    expect(script.take()).toContain('web: Template: Template failed: x');
  });
});

describe('tasks that are all to run anew', () => {
  const rewind = { type: 'rewind', reason: 'User requested all tasks to restart' } as const;

  test('run in the order of their lives, also those that had ended', () => {
    const before = aTaskPlan('before', { role: 'prestart', restartsOnSuccess: false });
    const script = new MachineScript({ tasks: [before, aTaskPlan('main')] });
    script.place().runs('before').exits('before', 0).runs('main').take();
    script.say(rewind);
    expect(script.take()).toEqual([
      'before: Restart Signaled: User requested all tasks to restart',
      'main: Restart Signaled: User requested all tasks to restart',
      'main -> stop',
    ]);
    expect(script.exits('main', 130, 2).take()).toEqual([
      'before: Task Setup: Building Task Directory',
      'main: Terminated: Exit Code: 130, Signal: 2',
      'main -> destroy',
      'before -> prepare',
    ]);
    script.runs('before').exits('before', 0);
    expect(script.take()).toContain('main -> prepare');
    expect(script.runs('main').status).toBe('running: Tasks are running');
  });
});

test('an allocation whose network can not be had fails, and none of its tasks starts', () => {
  const tasks = [aTaskPlan('web'), aTaskPlan('log', { role: 'prestartSidecar' })];
  const health = { minHealthyTimeMs: 10, healthyDeadlineMs: 100 };
  const script = new MachineScript({ tasks, health }).say({ type: 'received' });
  script.take();
  script.say({ type: 'setupFailed', message: 'no bridge' });
  expect(script.take()).toEqual([
    'web: Setup Failure: no bridge',
    'web: Alloc Unhealthy: Unhealthy because of failed task',
    'log: Setup Failure: no bridge',
    'log: Alloc Unhealthy: Unhealthy because of failed task',
  ]);
  expect(script.status).toBe('failed: Failed tasks');
});
