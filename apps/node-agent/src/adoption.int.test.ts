import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMemoryStore } from '@steppe/event-log';
import { FaultyLog } from './testing/faulty-log.ts';
import { Cluster } from './testing/cluster.ts';
import { eventTypes, taskMessages } from './testing/servers.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';

/** Notes each of its starts, and goes on until it finds a file. */
const COUNTED = `cd "$NOMAD_ALLOC_DIR/data"; echo started >> starts; until [ -e go ]; do sleep 0.02; done; exit 4`;

const countedJob = () => {
  const config = { command: '/bin/sh', args: ['-c', COUNTED] };
  return aJob({ type: 'batch', groups: [aGroup({ tasks: [aTask({ config })] })] });
};

describe('a new agent on the same data_dir', () => {
  let cluster: Cluster;
  let log: FaultyLog;

  beforeEach(async () => {
    const store = openMemoryStore();
    log = new FaultyLog(store.log);
    cluster = await Cluster.start({ ...store, log });
  });
  afterEach(() => cluster.stop());

  const dataPath = (allocId: string, file: string): string =>
    join(cluster.dataDir, 'alloc', allocId, 'alloc', 'data', file);

  const letGo = (allocId: string): Promise<void> => writeFile(dataPath(allocId, 'go'), '');

  const startsOf = async (allocId: string): Promise<number> =>
    (await readFile(dataPath(allocId, 'starts'), 'utf8')).trim().split('\n').length;

  test('keeps the node, adopts its tasks, and each has started once', async () => {
    const { nodeId } = cluster.agent;
    const allocId = await cluster.run(countedJob());
    await cluster.untilStatus(allocId, 'running');
    await cluster.agent.close();
    await cluster.restartAgent();
    expect(cluster.agent.nodeId).toBe(nodeId);

    await letGo(allocId);
    const row = await cluster.untilStatus(allocId, 'failed');
    expect(taskMessages(row, 'main')).toEqual([
      'Task received by client',
      'Building Task Directory',
      'Task started by client',
      'Exit Code: 4',
      'Policy allows no restarts',
    ]);
    expect(await startsOf(allocId)).toBe(1);
  });

  test('tells what ended while no agent was there', async () => {
    const allocId = await cluster.run(countedJob());
    await cluster.untilStatus(allocId, 'running');
    await cluster.agent.close();
    await letGo(allocId);
    await cluster.restartAgent();
    const row = await cluster.untilStatus(allocId, 'failed');
    expect(taskMessages(row, 'main')).toContain('Exit Code: 4');
    expect(await startsOf(allocId)).toBe(1);
  });

  test('says nothing twice when it does not know whether its last words were heard', async () => {
    const allocId = await cluster.run(countedJob());
    await cluster.untilStatus(allocId, 'running');
    log.loseAnswers = true;
    await letGo(allocId);
    await cluster.untilStatus(allocId, 'failed');
    await cluster.agent.close();
    log.loseAnswers = false;
    await cluster.restartAgent();
    const next = await cluster.run(aJob({ id: 'next' }));
    await cluster.untilStatus(next, 'running');

    const row = await cluster.untilStatus(allocId, 'failed');
    expect(eventTypes(row, 'main')).toEqual([
      'Received',
      'Task Setup',
      'Started',
      'Terminated',
      'Not Restarting',
    ]);
  });

  test('starts without the log, adopts its tasks, and tells what happened when the log is back', async () => {
    const allocId = await cluster.run(countedJob());
    await cluster.untilStatus(allocId, 'running');
    await cluster.agent.close();
    log.isAway = true;
    await cluster.restartAgent();
    await letGo(allocId);
    await log.untilRefused(2);
    log.isAway = false;
    const row = await cluster.untilStatus(allocId, 'failed');
    expect(eventTypes(row, 'main').slice(2)).toEqual(['Started', 'Terminated', 'Not Restarting']);
    const next = await cluster.run(aJob({ id: 'next' }));
    await cluster.untilStatus(next, 'running');
  });

  test('removes what writes have left that a crash ended', async () => {
    await cluster.agent.close();
    const state = join(cluster.dataDir, 'client');
    const dirs = [state, join(state, 'allocs'), join(state, 'jobs')];
    for (const dir of dirs) await writeFile(join(dir, 'a.json.1.tmp'), '{');
    await cluster.restartAgent();
    for (const dir of dirs) expect(await readdir(dir)).not.toContain('a.json.1.tmp');
  });

  test('that is not the same log is refused', async () => {
    const other = openMemoryStore();
    await cluster.agent.close();
    const starting = cluster.restartAgent(other);
    await expect(starting).rejects.toMatchObject({ code: 'LOG_INCOMPATIBLE' });
    await other.close();
    await cluster.restartAgent();
  });

  test('waits for the first one to end', async () => {
    await expect(cluster.restartAgent()).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringContaining(`(pid ${process.pid})`),
    });
  });
});
