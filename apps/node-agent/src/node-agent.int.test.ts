import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openMemoryStore } from '@steppe/event-log';
import { Cluster, eventTypes } from './testing/cluster.ts';
import { aJob } from './testing/jobs.ts';

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
});
