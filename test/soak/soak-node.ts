import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { endAbandonedTasks, nodeIdOf } from '@steppe/node-agent';
import { DockerDriver, ExecDriver, RawExecDriver } from '@steppe/task-drivers';
import { Background, ROOT } from '../e2e/harness/processes.ts';

const PROGRAM = join(ROOT, 'test/dist/soak/node-process.js');

/** A soak may have the least of a busy machine. */
const START_TIMEOUT_MS = 300_000;

/** A node agent as a process of its own, which can be killed and started again on its directory. */
export class SoakNode {
  readonly name: string;
  readonly dataDir: string;
  readonly nodeId: string;
  readonly #natsUrl: string;
  #process: Background | undefined;

  private constructor(name: string, place: { dataDir: string; nodeId: string; natsUrl: string }) {
    this.name = name;
    this.dataDir = place.dataDir;
    this.nodeId = place.nodeId;
    this.#natsUrl = place.natsUrl;
  }

  static async start(name: string, dir: string, natsUrl: string): Promise<SoakNode> {
    const dataDir = join(dir, name);
    await mkdir(dataDir, { recursive: true });
    const node = new SoakNode(name, { dataDir, nodeId: await nodeIdOf(dataDir), natsUrl });
    await node.start();
    return node;
  }

  get pid(): number | undefined {
    return this.#process?.isRunning === true ? this.#process.pid : undefined;
  }

  /** What it has logged since its last start. */
  get output(): string {
    return this.#process?.output ?? '';
  }

  async start(): Promise<void> {
    this.#process = new Background(process.execPath, [PROGRAM], {
      env: {
        NATS_URL: this.#natsUrl,
        DATA_DIR: this.dataDir,
        NODE_NAME: this.name,
        LOG_LEVEL: 'info',
      },
    });
    await this.#process.prints('soak-node is up', { timeoutMs: START_TIMEOUT_MS });
  }

  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL');
  }

  /** Stops it, and ends what a run that failed has left. */
  async remove(): Promise<void> {
    await this.#process?.end('SIGTERM');
    const drivers = [
      new DockerDriver({ onError: ignore }),
      new RawExecDriver({ onError: ignore, enabled: true }),
      new ExecDriver({ onError: ignore }),
    ];
    await endAbandonedTasks(this.dataDir, drivers);
    for (const driver of drivers) await driver.close();
  }
}

/** What fails in the background while things are removed shows in what is left. */
function ignore(): void {}
