import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LiveCluster } from '../testing/live-cluster.ts';
import { sleepJob } from '../testing/sleep.ts';

let cluster: LiveCluster;
beforeEach(async () => {
  cluster = await LiveCluster.open();
});
afterEach(() => cluster.close());

const post = (url: string, payload: object = {}) => cluster.post(url, payload);
const read = (url: string) => cluster.read(url);
const fast = { Update: { MinHealthyTime: 0 } };

describe('a registration', () => {
  test('keeps the counts that there are, when asked to', async () => {
    await post('/v1/jobs', sleepJob(fast));
    await post('/v1/job/sleep/scale', { Count: 3, Target: { Group: 'app' } });
    await post('/v1/jobs', { ...sleepJob({ ...fast, Priority: 60 }), PreserveCounts: true });
    expect(await read('/v1/job/sleep')).toMatchObject({ Priority: 60, TaskGroups: [{ Count: 3 }] });
    await post('/v1/jobs', sleepJob(fast));
    expect(await read('/v1/job/sleep')).toMatchObject({ TaskGroups: [{ Count: 1 }] });
  });

  test('keeps the resources that there are, when asked to', async () => {
    await post('/v1/jobs', sleepJob(fast));
    const Resources = { CPU: 200, MemoryMB: 128 };
    const Config = { command: '/bin/sleep', args: ['60'] };
    const Tasks = ['main', 'other'].map((Name) => {
      return { Name, Driver: 'raw_exec', Config, Resources };
    });
    const wanted = sleepJob(fast, { Tasks });
    const resources = async () => {
      const { TaskGroups } = await read('/v1/job/sleep');
      return TaskGroups[0].Tasks.map((task: (typeof Tasks)[0]) => task.Resources.CPU);
    };
    await post('/v1/jobs', { ...wanted, PreserveResources: true });
    expect(await resources()).toEqual([100, 200]);
    await post('/v1/jobs', wanted);
    expect(await resources()).toEqual([200, 200]);
  });

  test('and a stop may have an evaluation of another priority', async () => {
    const { EvalID } = (await post('/v1/jobs', { ...sleepJob(fast), EvalPriority: 90 })).json();
    expect(await read(`/v1/evaluation/${EvalID}`)).toMatchObject({ Priority: 90 });
    const url = '/v1/job/sleep?eval_priority=20';
    const stopped = (await cluster.api.app.inject({ method: 'DELETE', url })).json();
    expect(await read(`/v1/evaluation/${stopped.EvalID}`)).toMatchObject({ Priority: 20 });
  });

  test('has no priority out of range', async () => {
    const answer = await post('/v1/jobs', { ...sleepJob(fast), EvalPriority: 101 });
    expect([answer.statusCode, answer.body]).toEqual([
      400,
      'eval priority must be between 1 and 100 inclusively',
    ]);
  });
});
