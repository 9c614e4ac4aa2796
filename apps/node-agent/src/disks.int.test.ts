import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { createLogger, movingDisk, serveMovingDisks } from '@steppe/nest-kit';
import { type RunningNodeAgent, startNodeAgent } from './start-node-agent.ts';
import { Cluster, rawExec } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { taskMessages } from './testing/servers.ts';

let cluster: Cluster;
let otherDir = '';
let other: RunningNodeAgent | undefined;

beforeEach(async () => {
  cluster = await Cluster.start(openMemoryStore());
  serveMovingDisks(cluster.store, cluster.projection);
  otherDir = await mkdtemp(join(tmpdir(), 'steppe-node-'));
});
afterEach(async () => {
  await other?.close({ stopAllocs: true });
  other = undefined;
  await cluster.stop();
  await rm(otherDir, { recursive: true, force: true });
});

/** Adds a line to what it finds, and goes on. */
const COUNTED = `
  echo "$NOMAD_ALLOC_ID" >> "$NOMAD_ALLOC_DIR/data/seen"; echo mine >> "$NOMAD_TASK_DIR/own"
  : > "$NOMAD_ALLOC_DIR/done"; exec sleep 600
`;

function jobWith(disk: { readonly sticky: boolean; readonly migrate: boolean }): Job {
  const task = aTask({ config: { command: '/bin/sh', args: ['-c', COUNTED] } });
  return aJob({ groups: [aGroup({ tasks: [task], ephemeralDisk: { sizeMb: 300, ...disk } })] });
}

/** Waits until the task has done its part, which its first lines of output tell. */
async function untilDone(dataDir: string, allocId: string): Promise<string> {
  await cluster.untilStatus(allocId, 'running');
  const dir = join(dataDir, 'alloc', allocId, 'alloc');
  for (;;) {
    const seen = await readFile(join(dir, 'data/seen'), 'utf8').catch(() => '');
    const isDone = await readFile(join(dir, 'done')).catch(() => undefined);
    if (isDone !== undefined) return seen;
  }
}

async function startOther(): Promise<string> {
  other = await startNodeAgent({
    store: cluster.store,
    clock: Date.now,
    logger: createLogger({ name: 'other', level: 'error' }),
    drivers: [rawExec()],
    config: { dataDir: otherDir, httpAddr: '127.0.0.1:4647', nodeName: 'n2' },
  });
  const { nodeId } = other;
  await cluster.until(() => cluster.projection.state.nodes.has(nodeId));
  return nodeId;
}

test.each([
  { title: 'a sticky disk is that of the allocation before', sticky: true, expected: 2 },
  { title: 'one that is not is empty', sticky: false, expected: 1 },
])('on the same node $title', async ({ sticky, expected }) => {
  const job = jobWith({ sticky, migrate: false });
  const first = await cluster.run(job);
  await untilDone(cluster.dataDir, first);
  const second = await cluster.run(job, { previousAllocId: first });
  await cluster.stopAlloc(first);
  const seen = await untilDone(cluster.dataDir, second);
  expect(seen.trim().split('\n')).toEqual([first, second].slice(-expected));
});

test('data that migrates follows to another node, from which it is read once nothing writes it', async () => {
  const job = jobWith({ sticky: true, migrate: true });
  const first = await cluster.run(job);
  await untilDone(cluster.dataDir, first);
  const previousNodeId = cluster.nodeId;
  await cluster.stopAlloc(first);
  cluster.nodeId = await startOther();
  const second = await cluster.run(job, { previousAllocId: first, previousNodeId });
  const seen = await untilDone(otherDir, second);
  expect(seen.trim().split('\n')).toEqual([first, second]);
  const own = await readFile(join(otherDir, 'alloc', second, 'main', 'local', 'own'), 'utf8');
  expect(own).toBe('mine\nmine\n');
});

/** How much there is for an allocation to take over. */
async function bytesFor(allocId: string): Promise<number> {
  const { signal } = new AbortController();
  let bytes = 0;
  for await (const piece of movingDisk(cluster.store.live, allocId, { signal })) {
    bytes += piece.length;
  }
  return bytes;
}

test('data is handed on to an allocation that waits for it, and to nobody else', async () => {
  const job = jobWith({ sticky: true, migrate: true });
  const first = await cluster.run(job);
  await untilDone(cluster.dataDir, first);
  await cluster.stopAlloc(first);
  const previous = { previousAllocId: first, previousNodeId: cluster.nodeId };
  cluster.nodeId = await startOther();
  const started = await cluster.run(job, previous);
  await untilDone(otherDir, started);
  cluster.nodeId = 'silent';
  const waiting = await cluster.run(job, previous);
  const still = await cluster.run(jobWith({ sticky: true, migrate: false }), previous);
  const stopped = await cluster.run(job, previous);
  await cluster.stopAlloc(stopped);
  expect(await bytesFor(waiting)).toBeGreaterThan(0);
  for (const allocId of [first, started, still, stopped, 'none']) {
    await expect(bytesFor(allocId)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  }
});

test('data that can not be had is told, and the tasks start without', async () => {
  const allocId = await cluster.run(jobWith({ sticky: true, migrate: true }), {
    previousAllocId: 'gone',
    previousNodeId: 'nowhere',
  });
  const row = await cluster.untilStatus(allocId, 'running');
  expect(taskMessages(row, 'main').join()).toContain(
    'The data of allocation gone was not taken over: ',
  );
});
