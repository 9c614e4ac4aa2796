import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openMemoryStore } from '@steppe/event-log';
import { Cluster } from './testing/cluster.ts';
import { eventTypes, taskMessages } from './testing/servers.ts';
import { aGroup, aJob, aPort, aTask } from './testing/jobs.ts';

describe('a node agent', () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = await Cluster.start(openMemoryStore());
  });
  afterEach(() => cluster.stop());

  test('runs what is placed on its node, tells it, and stops it', async () => {
    const allocId = await cluster.run(aJob());
    const running = await cluster.untilStatus(allocId, 'running');
    expect(running.clientDescription).toBe('Tasks are running');
    expect(eventTypes(running, 'main')).toEqual(['Received', 'Task Setup', 'Started']);

    await cluster.stopAlloc(allocId);
    const stopped = await cluster.untilStatus(allocId, 'complete');
    expect(stopped.clientDescription).toBe('All tasks have completed');
    expect(eventTypes(stopped, 'main').slice(3)).toEqual(['Killing', 'Terminated', 'Killed']);
    expect(
      stopped.taskStates['main']?.events.map((event) => event.displayMessage).slice(3),
    ).toEqual([
      'Sent interrupt. Waiting 5s before force killing',
      'Exit Code: 130, Signal: 2',
      'Task successfully killed',
    ]);
  });

  test('restarts a task that fails, and gives up as its policy says', async () => {
    const restartPolicy = { attempts: 1, intervalMs: 60_000, delayMs: 1, mode: 'fail' } as const;
    const config = { command: '/bin/sh', args: ['-c', 'exit 3'] };
    const job = aJob({ groups: [aGroup({ tasks: [aTask({ config, restartPolicy })] })] });
    const failed = await cluster.untilStatus(await cluster.run(job), 'failed');
    expect(failed.clientDescription).toBe('Failed tasks');
    expect(failed.taskStates['main']).toMatchObject({ state: 'dead', failed: true, restarts: 1 });
    expect(eventTypes(failed, 'main')).toEqual([
      'Received',
      'Task Setup',
      'Started',
      'Terminated',
      'Restarting',
      'Started',
      'Terminated',
      'Not Restarting',
    ]);
  });

  test('completes a batch task that ends well', async () => {
    const config = { command: '/bin/true' };
    const job = aJob({ type: 'batch', groups: [aGroup({ tasks: [aTask({ config })] })] });
    const complete = await cluster.untilStatus(await cluster.run(job), 'complete');
    expect(complete.taskStates['main']).toMatchObject({ state: 'dead', failed: false });
  });

  test.each([
    {
      title: 'a driver that is not there',
      task: { driver: 'qemu' },
      message: /unknown driver "qemu"/u,
    },
    {
      title: 'a program that is not there',
      task: { config: { command: 'no-such-program' } },
      message: /no-such-program/u,
    },
    { title: 'a config that is wrong', task: { config: { comand: 'x' } }, message: /comand/u },
  ])('fails a task with $title, and says so', async ({ task, message }) => {
    const job = aJob({ groups: [aGroup({ tasks: [aTask(task)] })] });
    const failed = await cluster.untilStatus(await cluster.run(job), 'failed');
    const events = failed.taskStates['main']?.events ?? [];
    expect(events.find(({ type }) => type === 'Driver Failure')?.displayMessage).toMatch(message);
  });

  test('does not start in a directory outside of the allocation', async () => {
    const job = aJob({ groups: [aGroup({ tasks: [aTask({ name: '../../escape' })] })] });
    const allocId = await cluster.run(job);
    const row = await cluster.untilAlloc(allocId, ({ taskStates }) =>
      Object.values(taskStates).some(({ events }) => events.some(({ failsTask }) => failsTask)),
    );
    expect(eventTypes(row, '../../escape')).toContain('Setup Failure');
  });

  test('starts a newcomer only when the port it needs is free', async () => {
    const trap = `trap 'sleep 0.3; exit 0' INT; while :; do sleep 0.01; done`;
    const config = { command: '/bin/sh', args: ['-c', trap] };
    const job = aJob({ groups: [aGroup({ tasks: [aTask({ config })] })] });
    const first = await cluster.run(job, { ports: [aPort(23_999)] });
    await cluster.untilStatus(first, 'running');
    await cluster.stopAlloc(first);
    const second = await cluster.run(aJob({ id: 'next' }), { ports: [aPort(23_999)] });
    const started = await cluster.untilStatus(second, 'running');
    const ended = await cluster.untilStatus(first, 'complete');
    expect(started.taskStates['main']?.startedAtMs).toBeGreaterThanOrEqual(
      ended.taskStates['main']?.finishedAtMs ?? Infinity,
    );
  });

  test('judges the health of a deployment', async () => {
    const update = {
      staggerMs: 0,
      maxParallel: 1,
      healthCheck: 'task_states',
      minHealthyTimeMs: 20,
      healthyDeadlineMs: 60_000,
      progressDeadlineMs: 60_000,
      autoRevert: false,
      autoPromote: false,
      canary: 0,
    };
    const allocId = await cluster.run(aJob({ groups: [aGroup({ update })] }), {
      deploymentId: 'd1',
    });
    const row = await cluster.untilAlloc(allocId, ({ health }) => health !== undefined);
    expect(row.health?.healthy).toBe(true);
  });

  test('never runs what was stopped while it was away', async () => {
    await cluster.agent.close();
    const job = aJob();
    const allocId = await cluster.run(job);
    await cluster.stopAlloc(allocId);
    await cluster.restartAgent();
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(eventTypes(row, 'main')).toEqual(['Received']);
  });

  test('ends what runs longer than its max_run_duration', async () => {
    const group = aGroup({ maxRunDurationMs: 300 });
    const allocId = await cluster.run(aJob({ type: 'batch', groups: [group] }));
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(taskMessages(row, 'main')).toContain('Allocation ran longer than its max_run_duration');
    expect(eventTypes(row, 'main').at(-1)).toBe('Killed');
  });

  test('forgets a version of a job with the last allocation of it', async () => {
    const config = { command: '/bin/true' };
    const job = aJob({ type: 'batch', groups: [aGroup({ tasks: [aTask({ config })] })] });
    const allocId = await cluster.run(job);
    await cluster.untilStatus(allocId, 'complete');
    const jobs = join(cluster.dataDir, 'client', 'jobs');
    expect(await readdir(jobs)).toHaveLength(1);
    const subject = `agent.${cluster.agent.nodeId}.alloc-gc`;
    await cluster.store.live.request(subject, { allocId }, { timeoutMs: 10_000 });
    expect(await readdir(jobs)).toEqual([]);
  });

  test('registers again when the cluster has forgotten it', async () => {
    const { nodeId } = cluster.agent;
    await cluster.command({ type: 'NodeDeregistered', v: 1, nodeId });
    await cluster.until(() => cluster.projection.state.nodes.has(nodeId));
    expect(cluster.projection.state.nodes.get(nodeId)?.status).toBe('ready');
  });
});
