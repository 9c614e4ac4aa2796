import { describe, expect, test } from '@jest/globals';
import { aTaskPlan, MachineScript } from '../testing/machine-script.ts';

const ONE = { tasks: [aTaskPlan('web')] };

describe('health', () => {
  const health = { minHealthyTimeMs: 10_000, healthyDeadlineMs: 300_000 };
  const never = {
    restartPolicy: { attempts: 0, intervalMs: 1, delayMs: 0, mode: 'fail' },
  } as const;

  test('is good after all tasks have run for the minimum time', () => {
    const script = new MachineScript({ tasks: [aTaskPlan('a'), aTaskPlan('b')], health });
    script.place().runs('a').passes(5_000).runs('b').passes(9_999);
    expect(script.state.health.phase).toBe('watching');
    script.passes(1);
    expect(script.state.health).toMatchObject({ phase: 'decided', healthy: true });
  });

  test('starts to count anew with a restart', () => {
    const script = new MachineScript({ ...ONE, health });
    script.place().runs('web').passes(9_000).exits('web', 1).passes(17_000).runs('web');
    script.passes(9_999);
    expect(script.state.health.phase).toBe('watching');
    script.passes(1);
    expect(script.state.health).toMatchObject({ phase: 'decided', healthy: true });
  });

  test('is bad once a task has failed', () => {
    const script = new MachineScript({ tasks: [aTaskPlan('web', never)], health });
    script.place().runs('web').exits('web', 1);
    expect(script.state.health).toMatchObject({ phase: 'decided', healthy: false });
    expect(script.take()).toContain('web: Alloc Unhealthy: Unhealthy because of failed task');
  });

  test('is bad at the deadline', () => {
    const script = new MachineScript({ ...ONE, health }).place().passes(300_000);
    expect(script.state.health).toMatchObject({ phase: 'decided', healthy: false });
    expect(script.take()).toContain(
      'web: Alloc Unhealthy: Task not running for min_healthy_time of 10s by healthy_deadline of 5m0s',
    );
  });

  test('is not judged any more once the allocation is stopped', () => {
    const script = new MachineScript({ ...ONE, health }).place().runs('web');
    script.say({ type: 'stop' }).exits('web', 130, 2).passes(600_000);
    expect(script.state.health.phase).toBe('unwatched');
  });

  test('is judged anew for the deployment of a new version', () => {
    const script = new MachineScript({ ...ONE, health }).place().runs('web').passes(10_000);
    script.say({ type: 'updated' });
    expect(script.state.health).toMatchObject({ phase: 'decided', healthy: true });
  });

  test('waits for the checks of its services, each passing for the minimum time', () => {
    const script = new MachineScript({ ...ONE, health: { ...health, checks: ['a', 'b'] } });
    script.place().runs('web').say({ type: 'check', id: 'a', passing: true }).passes(5_000);
    script.say({ type: 'check', id: 'b', passing: true }).passes(6_000);
    script.say({ type: 'check', id: 'a', passing: false }).passes(20_000);
    expect(script.state.health.phase).toBe('watching');
    script.say({ type: 'check', id: 'a', passing: true }).passes(10_000);
    expect(script.state.health).toMatchObject({ phase: 'decided', healthy: true });
  });

  test('is bad when a check has not passed by the deadline', () => {
    const script = new MachineScript({ ...ONE, health: { ...health, checks: ['a'] } });
    script.place().runs('web').passes(300_000);
    expect(script.take()).toContain('web: Alloc Unhealthy: Services not healthy by deadline');
  });
});
