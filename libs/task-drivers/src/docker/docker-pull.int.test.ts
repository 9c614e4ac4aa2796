import { afterEach, beforeEach, expect, test } from '@jest/globals';
import Docker from 'dockerode';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverEvent, TaskHandle } from '../task-driver.ts';
import { Faults } from '../testing/faults.ts';
import { logOf, newSpec } from '../testing/task-spec.ts';
import { TinyRegistry } from '../testing/tiny-registry.ts';
import { DockerDriver } from './docker-driver.ts';

const NEVER = new AbortController().signal;
const auth = { username: 'me', password: 'secret' };
const faults = new Faults();
let root = '';
let image = '';
let registry = new TinyRegistry(auth);
let driver = new DockerDriver({ onError: faults.add });
const started: TaskHandle[] = [];
const events: DriverEvent[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'steppe-pull-'));
  registry = new TinyRegistry(auth);
  image = `${await registry.open()}/steppe-test-${randomUUID()}`;
  driver = new DockerDriver({ onError: faults.add });
});
afterEach(async () => {
  for (const handle of started.splice(0)) await driver.destroy(handle);
  await driver.close();
  const ours = await new Docker().listImages({ filters: { reference: [image] } });
  for (const { Id } of ours) await new Docker().getImage(Id).remove({ force: true });
  await registry.close();
  await rm(root, { recursive: true, force: true });
  events.length = 0;
  faults.expectNone();
});

test('an image is pulled once for all who start it at the same time', async () => {
  const config = { image, args: ['echo', 'pulled'], auth };
  const specs = await Promise.all([newSpec(root, config), newSpec(root, config)]);
  started.push(
    ...(await Promise.all(specs.map((spec) => driver.start(spec, (event) => events.push(event))))),
  );
  for (const handle of started) await driver.wait(handle, NEVER);
  for (const spec of specs) expect(await logOf(spec, 'stdout')).toBe('pulled\n');
  expect(events.map((event) => event.message)).toEqual(['Downloading image', 'Downloading image']);
  const asked = registry.requests.filter((request) => request.endsWith('/manifests/latest'));
  expect(asked).toHaveLength(1);
});

test('a tag that does not move is pulled only when it is not there', async () => {
  const config = { image: `${image}:1`, args: ['true'], auth };
  for (let run = 1; run <= 2; run++) {
    const handle = await driver.start(await newSpec(root, config), (event) => events.push(event));
    started.push(handle);
  }
  expect(events).toHaveLength(1);
});

test('without the right password the start fails with what the registry says', async () => {
  const spec = await newSpec(root, { image, auth: { ...auth, password: 'wrong' } });
  await expect(driver.start(spec, () => undefined)).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringMatching(
      /^Failed to pull `127.0.0.1:.*no basic auth credentials|unauthorized/u,
    ),
  });
});

test('a registry that does not answer is given up after the timeout', async () => {
  await registry.close();
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : '';
  const spec = await newSpec(root, { image: `127.0.0.1:${port}/a`, image_pull_timeout: '300ms' });
  await expect(driver.start(spec, () => undefined)).rejects.toThrow(/timed out after 0.3s$/u);
  silent.closeAllConnections();
  silent.close();
});
