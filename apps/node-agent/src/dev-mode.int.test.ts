import { afterEach, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMemoryStore } from '@steppe/event-log';
import { endAbandonedTasks } from './end-abandoned-tasks.ts';
import { Cluster, rawExec } from './testing/cluster.ts';
import { aJob } from './testing/jobs.ts';

describe('tasks of an agent whose node is gone for good', () => {
  let cluster: Cluster;

  const start = async (devMode: boolean): Promise<void> => {
    cluster = await Cluster.start(openMemoryStore(), { config: { devMode } });
  };
  afterEach(() => cluster.stop());

  const runOne = async (): Promise<number> => {
    const allocId = await cluster.run(aJob());
    await cluster.untilStatus(allocId, 'running');
    const stats = await cluster.store.live.request(
      `agent.${cluster.agent.nodeId}.alloc-stats`,
      { allocId },
      { timeoutMs: 5_000 },
    );
    return Number(/"pids":\[(\d+)/u.exec(JSON.stringify(stats))?.[1]);
  };

  test('end with a dev agent, and its directories go', async () => {
    await start(true);
    const pid = await runOne();
    await cluster.agent.close();
    expect(isRunning(pid)).toBe(false);
    expect(existsSync(join(cluster.dataDir, 'alloc'))).toBe(false);
    expect(existsSync(join(cluster.dataDir, 'client'))).toBe(false);
    await cluster.restartAgent();
  });

  test('are left alone while the agent lives, and ended when it was killed', async () => {
    await start(false);
    const pid = await runOne();
    const driver = rawExec();
    expect(await endAbandonedTasks(cluster.dataDir, [driver])).toBe(false);
    expect(isRunning(pid)).toBe(true);

    await cluster.agent.close();
    expect(await endAbandonedTasks(cluster.dataDir, [driver])).toBe(true);
    expect(isRunning(pid)).toBe(false);
    await driver.close();
    await cluster.restartAgent();
  });
});

/** A killed process may be listed as a zombie until its parent looks. */
function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // There is no such process.
  }
}
