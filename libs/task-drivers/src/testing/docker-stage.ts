import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerDriver } from '../docker/docker-driver.ts';
import type { DockerDriverOptions } from '../docker/docker-options.ts';
import type { JsonObject } from '../json.ts';
import type { DriverEvent, TaskHandle } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { type BusyboxImage, importBusybox } from './busybox-image.ts';
import { Faults } from './faults.ts';
import { newSpec } from './task-spec.ts';

/** Where a test runs containers: an image for all tests of a file, and for each one a directory and what it started. */
export class DockerStage {
  readonly image: BusyboxImage;
  readonly started: { driver: DockerDriver; handle: TaskHandle }[] = [];
  readonly events: DriverEvent[] = [];
  readonly #drivers: DockerDriver[] = [];
  readonly #faults = new Faults();
  #root = '';

  private constructor(image: BusyboxImage) {
    this.image = image;
  }

  static async open(): Promise<DockerStage> {
    return new DockerStage(await importBusybox('latest'));
  }

  close(): Promise<void> {
    return this.image.remove();
  }

  /** The directory of the test that goes on. */
  get root(): string {
    return this.#root;
  }

  async begin(): Promise<void> {
    this.#root = await mkdtemp(join(tmpdir(), 'steppe-docker-'));
  }

  /** Removes what the test started, and fails when a driver told of a fault meanwhile. */
  async end(): Promise<void> {
    for (const { driver, handle } of this.started.splice(0)) await driver.destroy(handle);
    for (const driver of this.#drivers.splice(0)) await driver.close();
    this.events.length = 0;
    this.#faults.expectNone();
    await rm(this.#root, { recursive: true, force: true });
  }

  newDriver(options: Partial<DockerDriverOptions> = {}): DockerDriver {
    const driver = new DockerDriver({ onError: this.#faults.add, ...options });
    this.#drivers.push(driver);
    return driver;
  }

  /** A task's configuration. Since the image's tag moves, each start tries to pull in vain and then takes the local one. */
  sh(script: string, more: JsonObject = {}): JsonObject {
    return { image: this.image.name, command: 'sh', args: ['-c', script], ...more };
  }

  newSpec(config: JsonObject, overrides: Partial<TaskSpec> = {}): Promise<TaskSpec> {
    return newSpec(this.#root, config, overrides);
  }

  async start(
    driver: DockerDriver,
    config: JsonObject,
    overrides: Partial<TaskSpec> = {},
  ): Promise<{ handle: TaskHandle; spec: TaskSpec }> {
    const spec = await this.newSpec(config, overrides);
    const handle = await driver.start(spec, (event) => this.events.push(event));
    this.started.push({ driver, handle });
    return { handle, spec };
  }
}
