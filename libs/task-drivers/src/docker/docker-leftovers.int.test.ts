import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import Docker from 'dockerode';
import { join } from 'node:path';
import { DockerStage } from '../testing/docker-stage.ts';
import { SlowRemoval } from '../testing/slow-removal.ts';
import { containerName } from './container-options.ts';

const NEVER = new AbortController().signal;
const docker = new Docker();
let stage: DockerStage;

beforeAll(async () => {
  stage = await DockerStage.open();
});
afterAll(() => stage.close());
beforeEach(() => stage.begin());
afterEach(() => stage.end());

test('a container left by an agent that forgot it is adopted when it runs, and replaced when not', async () => {
  const first = stage.newDriver();
  const spec = await stage.newSpec(stage.sh('sleep 600'));
  const handle = await first.start(spec, () => undefined);
  const forgotten = await docker.getContainer(containerName(spec)).inspect();
  await first.close();

  const second = stage.newDriver();
  const adopted = await second.start(spec, () => undefined);
  expect(adopted.state).toEqual(handle.state);
  await second.stop(adopted, { signal: 'SIGKILL', timeoutMs: 30_000 });

  const replaced = await second.start(spec, () => undefined);
  stage.started.push({ driver: second, handle: replaced });
  const now = await docker.getContainer(containerName(spec)).inspect();
  expect(now.Id).not.toBe(forgotten.Id);
  expect(now.State.Running).toBe(true);
});

test('containers of this node without an owner are removed, others are not', async () => {
  const nodeId = `node-${stage.image.name}`;
  const mine = stage.newDriver({ nodeId });
  const { spec: kept } = await stage.start(mine, stage.sh('sleep 600'));
  const { spec: orphan } = await stage.start(mine, stage.sh('sleep 600'));
  const { spec: foreign } = await stage.start(
    stage.newDriver({ nodeId: 'other' }),
    stage.sh('sleep 600'),
  );
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
  const driver = stage.newDriver();
  const { handle, spec } = await stage.start(driver, stage.sh('sleep 600'));
  await docker.getContainer(containerName(spec)).remove({ force: true });
  expect((await driver.wait(handle, NEVER)).exitCode).not.toBe(0);
  expect(await stage.newDriver().recover(handle)).toBe(false);
});

test('a container whose removal is under way makes room for the next one', async () => {
  const slow = await SlowRemoval.open(join(stage.root, 'slow.sock'));
  try {
    const driver = stage.newDriver({ endpoint: `unix://${slow.path}` });
    const spec = await stage.newSpec(stage.sh('exit 0'));
    const first = await driver.start(spec, () => undefined);
    // Not by way of the proxy, so that it is removed however the test ends.
    stage.started.push({ driver: stage.newDriver(), handle: first });
    await driver.wait(first, NEVER);
    const next = await driver.start(spec, () => undefined);
    stage.started.push({ driver: stage.newDriver(), handle: next });
    expect(next.state).not.toEqual(first.state);
    await driver.close();
  } finally {
    await slow.close();
  }
});
