import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeIdOf } from '@steppe/node-agent';
import { Background, ROOT } from '../e2e/harness/processes.ts';

const PROGRAM = join(ROOT, 'test/dist/soak/node-process.js');

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
    await this.#process.prints('soak-node is up');
  }

  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#process?.end('SIGTERM');
  }
}
