import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import Docker from 'dockerode';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../json.ts';
import type { TaskHandle } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { type BusyboxImage, importBusybox } from '../testing/busybox-image.ts';
import { Faults } from '../testing/faults.ts';
import { SlowRemoval } from '../testing/slow-removal.ts';
import { newSpec } from '../testing/task-spec.ts';
import { containerName } from './container-options.ts';
import { DockerDriver } from './docker-driver.ts';
import type { DockerDriverOptions } from './docker-options.ts';

const NEVER = new AbortController().signal;
const docker = new Docker();
let image: BusyboxImage;
let root = '';
const drivers: DockerDriver[] = [];
const started: { driver: DockerDriver; handle: TaskHandle }[] = [];
const faults = new Faults();

beforeAll(async () => {
  image = await importBusybox('latest');
});
afterAll(() => image.remove());
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'steppe-docker-'));
});
afterEach(async () => {
  for (const { driver, handle } of started.splice(0)) await driver.destroy(handle);
  for (const driver of drivers.splice(0)) await driver.close();
  faults.expectNone();
  await rm(root, { recursive: true, force: true });
});

function newDriver(options: Partial<DockerDriverOptions> = {}): DockerDriver {
  const driver = new DockerDriver({
    onError: faults.add,
    ...options,
  });
  drivers.push(driver);
  return driver;
}

const sh = (script: string): JsonObject => ({
  image: image.name,
  command: 'sh',
  args: ['-c', script],
});

async function start(
  driver: DockerDriver,
  config: JsonObject,
): Promise<{ handle: TaskHandle; spec: TaskSpec }> {
  const spec = await newSpec(root, config);
  const handle = await driver.start(spec, () => undefined);
  started.push({ driver, handle });
  return { handle, spec };
}

test('a container left by an agent that forgot it is adopted when it runs, and replaced when not', async () => {
  const first = newDriver();
  const spec = await newSpec(root, sh('sleep 600'));
  const handle = await first.start(spec, () => undefined);
  const forgotten = await docker.getContainer(containerName(spec)).inspect();
  await first.close();

  const second = newDriver();
  const adopted = await second.start(spec, () => undefined);
  expect(adopted.state).toEqual(handle.state);
  await second.stop(adopted, { signal: 'SIGKILL', timeoutMs: 30_000 });

  const replaced = await second.start(spec, () => undefined);
  started.push({ driver: second, handle: replaced });
  const now = await docker.getContainer(containerName(spec)).inspect();
  expect(now.Id).not.toBe(forgotten.Id);
  expect(now.State.Running).toBe(true);
});

test('containers of this node without an owner are removed, others are not', async () => {
  const nodeId = `node-${image.name}`;
  const mine = newDriver({ nodeId });
  const { spec: kept } = await start(mine, sh('sleep 600'));
  const { spec: orphan } = await start(mine, sh('sleep 600'));
  const { spec: foreign } = await start(newDriver({ nodeId: 'other' }), sh('sleep 600'));
  const options = {
    isKnown: ({ allocId }: { allocId: string }) => allocId === kept.allocId,
    nowMs: Date.now() + 10_000,
  };
  expect(await mine.removeOrphans({ ...options, graceMs: 3_600_000 })).toEqual([]);
  expect(await mine.removeOrphans({ ...options, graceMs: 5_000 })).toEqual([
    `/${containerName(orphan)}`,
  ]);
  await docker.getContainer(containerName(foreign)).inspect();
});

test('a container removed by hand is told as such', async () => {
  const driver = newDriver();
  const { handle, spec } = await start(driver, sh('sleep 600'));
  await docker.getContainer(containerName(spec)).remove({ force: true });
  expect((await driver.wait(handle, NEVER)).exitCode).not.toBe(0);
  expect(await newDriver().recover(handle)).toBe(false);
});

test('a container whose removal is under way makes room for the next one', async () => {
  const slow = await SlowRemoval.open(join(root, 'slow.sock'));
  try {
    const driver = newDriver({ endpoint: `unix://${slow.path}` });
    const spec = await newSpec(root, sh('exit 0'));
    const first = await driver.start(spec, () => undefined);
    // Not by way of the proxy, so that it is removed however the test ends.
    started.push({ driver: newDriver(), handle: first });
    await driver.wait(first, NEVER);
    const next = await driver.start(spec, () => undefined);
    started.push({ driver: newDriver(), handle: next });
    expect(next.state).not.toEqual(first.state);
    await driver.close();
  } finally {
    await slow.close();
  }
});
