import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AllocationRow, Job, Task } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { Cluster } from './testing/cluster.ts';
import { aGroup, aJob, aPort, aTask } from './testing/jobs.ts';

/** What a client of Nomad 2.0.5 was recorded to say and to give its tasks, for jobs such as these. */
let cluster: Cluster;
beforeEach(async () => {
  cluster = await Cluster.start(openMemoryStore());
});
afterEach(() => cluster.stop());

const sh = (script: string): Pick<Task, 'config'> => ({
  config: { command: '/bin/sh', args: ['-c', script] },
});

const jobOf = (tasks: readonly Partial<Task>[], type: Job['type'] = 'batch'): Job =>
  aJob({ type, groups: [aGroup({ tasks: tasks.map((task) => aTask(task)) })] });

const BEGIN = [
  'Received: Task received by client',
  'Task Setup: Building Task Directory',
  'Started: Task started by client',
];
const ENDED_WELL = [...BEGIN, 'Terminated: Exit Code: 0'];

/** By task, as `alloc status` shows them, the oldest first. */
function eventsOf({ taskStates }: AllocationRow): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(taskStates).map(([task, { events }]) => [
      task,
      events.map(({ type, displayMessage }) => `${type}: ${displayMessage}`),
    ]),
  );
}

describe('the events of an allocation', () => {
  test('whose task ends well', async () => {
    const allocId = await cluster.run(jobOf([{ name: 't', ...sh('echo done') }]));
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(eventsOf(row)).toEqual({ t: ENDED_WELL });
    expect(row.clientDescription).toBe('All tasks have completed');
  });

  test('whose tasks come one after another', async () => {
    const tasks = [
      { name: 'init', lifecycle: { hook: 'prestart' as const, sidecar: false }, ...sh('true') },
      { name: 'main', ...sh('true') },
      { name: 'cleanup', lifecycle: { hook: 'poststop' as const, sidecar: false }, ...sh('true') },
    ];
    const allocId = await cluster.run(jobOf(tasks));
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(eventsOf(row)).toEqual({ init: ENDED_WELL, main: ENDED_WELL, cleanup: ENDED_WELL });
  });

  test('whose task fails while it is deployed', async () => {
    const [group = aGroup()] = jobOf([{ name: 't', ...sh('exit 1') }]).groups;
    const update = {
      staggerMs: 30_000,
      maxParallel: 1,
      healthCheck: 'checks' as const,
      minHealthyTimeMs: 1_000,
      healthyDeadlineMs: 8_000,
      progressDeadlineMs: 15_000,
      autoRevert: false,
      autoPromote: false,
      canary: 0,
    };
    const job = aJob({ groups: [{ ...group, update }] });
    const allocId = await cluster.run(job, { deploymentId: 'd' });
    const row = await cluster.untilAlloc(allocId, ({ health }) => health?.healthy === false);
    expect(eventsOf(row)).toEqual({
      t: [
        ...BEGIN,
        'Terminated: Exit Code: 1',
        'Not Restarting: Policy allows no restarts',
        'Alloc Unhealthy: Unhealthy because of failed task',
      ],
    });
    expect([row.clientStatus, row.clientDescription]).toEqual(['failed', 'Failed tasks']);
  });

  test('that is stopped', async () => {
    const script = 'trap "exit 0" INT; while :; do sleep 0.05; done';
    const allocId = await cluster.run(jobOf([{ name: 't', ...sh(script) }], 'service'));
    const running = await cluster.untilStatus(allocId, 'running');
    expect(eventsOf(running)).toEqual({ t: BEGIN });
    expect(running.clientDescription).toBe('Tasks are running');
    await cluster.stopAlloc(allocId);
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(eventsOf(row)).toEqual({
      t: [
        ...BEGIN,
        'Killing: Sent interrupt. Waiting 5s before force killing',
        'Terminated: Exit Code: 0',
        'Killed: Task successfully killed',
      ],
    });
  });
});

test('the variables of a task', async () => {
  const script = 'env | grep -o "^NOMAD_[^=]*" | sort > "$NOMAD_ALLOC_DIR/data/names"';
  const allocId = await cluster.run(jobOf([{ name: 't', ...sh(script) }]), {
    ports: [aPort(22_938, { to: 8080 })],
  });
  await cluster.untilStatus(allocId, 'complete');
  const path = join(cluster.dataDir, 'alloc', allocId, 'alloc', 'data', 'names');
  // Recorded were, besides, a NOMAD_CPU_CORES of one blank, and NOMAD_PARENT_CGROUP, a group that there is not here.
  expect((await readFile(path, 'utf8')).trim().split('\n')).toEqual([
    'NOMAD_ADDR_http',
    'NOMAD_ALLOC_DIR',
    'NOMAD_ALLOC_ID',
    'NOMAD_ALLOC_INDEX',
    'NOMAD_ALLOC_NAME',
    'NOMAD_ALLOC_PORT_http',
    'NOMAD_CPU_LIMIT',
    'NOMAD_DC',
    'NOMAD_GROUP_NAME',
    'NOMAD_HOST_ADDR_http',
    'NOMAD_HOST_IP_http',
    'NOMAD_HOST_PORT_http',
    'NOMAD_IP_http',
    'NOMAD_JOB_ID',
    'NOMAD_JOB_NAME',
    'NOMAD_MEMORY_LIMIT',
    'NOMAD_NAMESPACE',
    'NOMAD_PORT_http',
    'NOMAD_REGION',
    'NOMAD_SECRETS_DIR',
    'NOMAD_SHORT_ALLOC_ID',
    'NOMAD_TASK_DIR',
    'NOMAD_TASK_NAME',
  ]);
});
