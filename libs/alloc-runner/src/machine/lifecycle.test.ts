import { describe, expect, test } from '@jest/globals';
import { aTaskPlan, MachineScript } from '../testing/machine-script.ts';

describe('the tasks of a group', () => {
  test('end with one that failed', () => {
    const never = {
      restartPolicy: { attempts: 0, intervalMs: 1, delayMs: 0, mode: 'fail' },
    } as const;
    const script = new MachineScript({ tasks: [aTaskPlan('web', never), aTaskPlan('log')] });
    script.place().runs('web').runs('log').take();
    script.exits('web', 1).exits('log', 130, 2);
    expect(script.take()).toEqual([
      'web: Terminated: Exit Code: 1',
      'web: Not Restarting: Policy allows no restarts',
      'log: Sibling Task Failed: Task\'s sibling "web" failed',
      'log: Killing: Sent interrupt. Waiting 5s before force killing',
      'web -> destroy',
      'log -> stop',
      'log: Terminated: Exit Code: 130, Signal: 2',
      'log: Killed: Task successfully killed',
      'log -> destroy',
    ]);
    expect(script.status).toBe('failed: Failed tasks');
    expect(script.state.tasks['log']?.status.failed).toBe(false);
  });

  test('end with their leader', () => {
    const leader = aTaskPlan('web', { isLeader: true, restartsOnSuccess: false });
    const script = new MachineScript({ tasks: [leader, aTaskPlan('log')] });
    script.place().runs('web').runs('log').take();
    script.exits('web', 0);
    expect(script.take()).toContain('log: Leader Task Dead: Leader Task in Group dead');
  });

  test('lose their leader first when they are stopped', () => {
    const script = new MachineScript({
      tasks: [aTaskPlan('log'), aTaskPlan('web', { isLeader: true })],
    });
    script.place().runs('web').runs('log').take();
    script.say({ type: 'stop' });
    expect(script.take().filter((line) => line.includes('->'))).toEqual(['web -> stop']);
    script.exits('web', 130, 2);
    expect(script.take()).toContain('log -> stop');
  });

  test('run in the order of their lifecycle', () => {
    const once = { restartsOnSuccess: false } as const;
    const script = new MachineScript({
      tasks: [
        aTaskPlan('after', { role: 'poststop', ...once }),
        aTaskPlan('beside', { role: 'poststart', ...once }),
        aTaskPlan('main', once),
        aTaskPlan('side', { role: 'prestartSidecar' }),
        aTaskPlan('init', { role: 'prestart', ...once }),
      ],
    });
    const effects = (): readonly string[] =>
      script.take().filter((line) => /-> (?:prepare|stop)$/u.test(line));
    script.place();
    expect(effects()).toEqual(['side -> prepare', 'init -> prepare']);
    script.runs('side').runs('init');
    expect(effects()).toEqual([]);
    script.exits('init', 0);
    expect(effects()).toEqual(['main -> prepare']);
    script.runs('main');
    expect(effects()).toEqual(['beside -> prepare']);
    script.runs('beside').exits('beside', 0).exits('main', 0);
    expect(effects()).toEqual(['side -> stop']);
    script.exits('side', 130, 2);
    expect(effects()).toEqual(['after -> prepare']);
    script.runs('after').exits('after', 0);
    expect(script.status).toBe('complete: All tasks have completed');
  });

  test('end when a prestart task fails before the main one began', () => {
    const never = {
      restartPolicy: { attempts: 0, intervalMs: 1, delayMs: 0, mode: 'fail' },
    } as const;
    const script = new MachineScript({
      tasks: [aTaskPlan('main'), aTaskPlan('init', { role: 'prestart', ...never })],
    });
    script.place().runs('init').exits('init', 1);
    expect(script.status).toBe('failed: Failed tasks');
    expect(script.state.tasks['main']?.phase.name).toBe('dead');
  });

  test('do not wait for a poststart task that came too late', () => {
    const once = { restartsOnSuccess: false } as const;
    const script = new MachineScript({
      tasks: [
        aTaskPlan('main', once),
        aTaskPlan('other'),
        aTaskPlan('beside', { role: 'poststart', ...once }),
      ],
    });
    script.place().runs('main').exits('main', 0).runs('other').say({ type: 'stop' });
    script.exits('other', 130, 2);
    expect(script.status).toBe('complete: All tasks have completed');
  });
});
