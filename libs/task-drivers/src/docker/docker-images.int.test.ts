import { afterEach, beforeEach, expect, test } from '@jest/globals';
import Docker from 'dockerode';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskHandle } from '../task-driver.ts';
import { type BusyboxImage, importBusybox } from '../testing/busybox-image.ts';
import { Faults } from '../testing/faults.ts';
import { ManualTimer } from '../testing/manual-timer.ts';
import { newSpec } from '../testing/task-spec.ts';
import { TinyRegistry } from '../testing/tiny-registry.ts';
import { containerName } from './container-options.ts';
import { DockerDriver } from './docker-driver.ts';
import type { DockerDriverOptions } from './docker-options.ts';

const NEVER = new AbortController().signal;
const DELAY_MS = 180_000;
const auth = { username: 'me', password: 'secret' };
const docker = new Docker();
const faults = new Faults();
let root = '';
let name = '';
let registry = new TinyRegistry(auth);
let timer = new ManualTimer();
const drivers: DockerDriver[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'steppe-images-'));
  registry = new TinyRegistry(auth);
  name = `${await registry.open()}/steppe-test-${randomUUID()}:1`;
  timer = new ManualTimer();
});
afterEach(async () => {
  for (const driver of drivers.splice(0)) await driver.close();
  const left = await docker.listImages({ filters: { reference: [name] } });
  for (const { Id } of left) await docker.getImage(Id).remove({ force: true });
  await registry.close();
  await rm(root, { recursive: true, force: true });
  faults.expectNone();
});

function newDriver(options: Partial<DockerDriverOptions> = {}): DockerDriver {
  const driver = new DockerDriver({ onError: faults.add, timer, ...options });
  drivers.push(driver);
  return driver;
}

async function start(driver: DockerDriver, image = name): Promise<TaskHandle> {
  const spec = await newSpec(root, { image, args: ['sleep', '600'], auth });
  return driver.start(spec, () => undefined);
}

const isThere = async (image: string): Promise<boolean> =>
  (await docker.listImages({ filters: { reference: [image] } })).length > 0;

/** Lets the delay pass, and the driver do what is due. */
async function passDelay(driver: DockerDriver): Promise<void> {
  timer.advance(DELAY_MS);
  await driver.close();
}

test('an image is removed some time after its last task', async () => {
  const driver = newDriver();
  const handles = [await start(driver), await start(driver)];
  await driver.destroy(await lastOf(handles));
  timer.advance(DELAY_MS);
  await driver.destroy(await lastOf(handles));
  timer.advance(DELAY_MS - 1);
  expect(await isThere(name)).toBe(true);
  timer.advance(1);
  await driver.close();
  expect(await isThere(name)).toBe(false);
});

test('an image that is wanted again in time stays', async () => {
  const driver = newDriver();
  await driver.destroy(await start(driver));
  timer.advance(DELAY_MS - 1);
  const again = await start(driver);
  await passDelay(driver);
  expect(await isThere(name)).toBe(true);
  await driver.destroy(again);
});

test('an image outlives the agent that fetched it, and not the next one', async () => {
  const first = newDriver();
  const handle = await start(first);
  await first.close();
  const second = newDriver();
  await second.recover(handle);
  await second.destroy(handle);
  await passDelay(second);
  expect(await isThere(name)).toBe(false);
});

test('an image that was here before its task stays', async () => {
  const built: BusyboxImage = await importBusybox('1');
  const driver = newDriver();
  const spec = await newSpec(root, { image: built.name, command: 'true' });
  const handle = await driver.start(spec, () => undefined);
  await driver.wait(handle, NEVER);
  await driver.destroy(handle);
  await passDelay(driver);
  expect(await isThere(built.name)).toBe(true);
  await built.remove();
});

test('an image that another container uses stays', async () => {
  const driver = newDriver();
  const handle = await start(driver);
  const other = await docker.createContainer({ Image: name });
  await driver.destroy(handle);
  await passDelay(driver);
  expect(await isThere(name)).toBe(true);
  await other.remove();
});

test('nothing is removed where the operator does not want it', async () => {
  const driver = newDriver({ collectsImages: false, removesContainers: false });
  const spec = await newSpec(root, { image: name, args: ['sleep', '600'], auth });
  await driver.destroy(await driver.start(spec, () => undefined));
  await passDelay(driver);
  expect(await isThere(name)).toBe(true);
  const container = docker.getContainer(containerName(spec));
  expect((await container.inspect()).State.Running).toBe(false);
  await container.remove();
});

async function lastOf(handles: TaskHandle[]): Promise<TaskHandle> {
  const handle = handles.pop();
  if (handle === undefined) throw new Error('all are destroyed');
  return handle;
}
