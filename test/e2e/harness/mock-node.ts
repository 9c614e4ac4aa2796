import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJetStreamStore } from '@steppe/event-log';
import { createLogger } from '@steppe/nest-kit';
import { startNodeAgent } from '@steppe/node-agent';
import { MockDriver } from '@steppe/task-drivers';

export interface MockNode {
  readonly nodeId: string;
  close(): Promise<void>;
}

/** A real node agent in this process, of which only the tasks are mocks. Its machine has 4 GHz and 4 GiB. */
export async function startMockNode(name: string, natsUrl: string): Promise<MockNode> {
  const dataDir = await mkdtemp(join(tmpdir(), 'steppe-mock-node-'));
  const store = await openJetStreamStore({ servers: [natsUrl], name });
  const agent = await startNodeAgent({
    store,
    clock: Date.now,
    logger: createLogger({ name, level: 'error' }),
    drivers: [new MockDriver()],
    config: {
      dataDir,
      nodeName: name,
      httpAddr: '127.0.0.1:4646',
      cpuTotalMhz: 4_000,
      memoryTotalMb: 4_096,
      diskTotalMb: 100_000,
      devMode: true,
    },
  });
  return {
    nodeId: agent.nodeId,
    async close() {
      await agent.close();
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
