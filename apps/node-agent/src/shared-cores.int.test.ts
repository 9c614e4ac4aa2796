import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openMemoryStore } from '@steppe/event-log';
import { ExecDriver } from '@steppe/task-drivers';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, rawExec, rethrow } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';

const LAST = availableParallelism() - 1;
const ALL = `0-${LAST}`;
const ALL_BUT_THE_FIRST = LAST === 1 ? '1' : `1-${LAST}`;

/** Tells again and again on which cores it may run. */
const TELL_CORES = `
  cd "$NOMAD_ALLOC_DIR/data"
  while :; do
    grep Cpus_allowed_list /proc/self/status > new; mv new cores; sleep 0.05
  done`;

let cluster: Cluster;
beforeEach(async () => {
  cluster = await Cluster.start(openMemoryStore(), {
    drivers: () => [rawExec(), new ExecDriver({ onError: rethrow })],
  });
});
afterEach(() => cluster.stop());

async function start(id: string, driver: string, own: readonly number[] = []): Promise<string> {
  const config = { command: '/bin/sh', args: ['-c', TELL_CORES] };
  const tasks = [aTask({ driver, config, killTimeoutMs: 100 })];
  const job = aJob({ id, groups: [aGroup({ tasks })] });
  const allocId = await cluster.run(job, own.length === 0 ? {} : { cores: { main: [...own] } });
  await cluster.untilStatus(allocId, 'running');
  return allocId;
}

async function untilOn(allocId: string, cores: string): Promise<void> {
  const file = join(cluster.dataDir, 'alloc', allocId, 'alloc/data/cores');
  const deadline = performance.now() + 20_000;
  for (let told = ''; told !== cores; await delay(20)) {
    if (performance.now() > deadline) throw new Error(`it runs on ${told}, not on ${cores}`);
    told = /\s(\S+)\n/u.exec(await readFile(file, 'utf8').catch(() => ''))?.[1] ?? '';
  }
}

test.each(['raw_exec', 'exec'])(
  'tasks of %s keep off the cores that another has for itself, and get them back',
  async (driver) => {
    const before = await start('before', driver);
    await untilOn(before, ALL);
    const owner = await start('owner', driver, [0]);
    const after = await start('after', driver);
    await untilOn(owner, '0');
    await untilOn(before, ALL_BUT_THE_FIRST);
    await untilOn(after, ALL_BUT_THE_FIRST);

    await cluster.agent.close();
    await cluster.restartAgent();
    await cluster.stopAlloc(owner);
    await untilOn(before, ALL);
    await untilOn(after, ALL);
    expect(cluster.agent.nodeId).toBe(cluster.nodeId);
  },
);
