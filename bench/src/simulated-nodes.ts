import type { Node } from '@steppe/domain';
import { subjects, token } from '@steppe/domain';
import { openJetStreamStore } from '@steppe/event-log';

const HEARTBEAT_INTERVAL_MS = 3_000;

/** Registers nodes that run nothing, and keeps them alive by heartbeats until they are stopped. */
export async function simulateNodes(
  natsUrl: string,
  count: number,
): Promise<{ stop(): Promise<void> }> {
  const store = await openJetStreamStore({ servers: [natsUrl], name: 'bench-nodes' });
  const ids = Array.from({ length: count }, (_, i) => nodeId(i));
  await Promise.all(
    ids.map((id, i) =>
      store.log.append({
        subject: subjects.client(id),
        expectedSeq: 0,
        commit: {
          v: 1,
          atMs: Date.now(),
          actor: `node-agent/${id}`,
          events: [{ type: 'NodeRegistered', v: 1, node: simulatedNode(id, i) }],
        },
      }),
    ),
  );
  const beat = (): void => {
    for (const id of ids) store.live.publish(`heartbeat.${token(id)}`, { nodeId: id });
  };
  beat();
  const timer = setInterval(beat, HEARTBEAT_INTERVAL_MS);
  return {
    async stop() {
      clearInterval(timer);
      await store.close();
    },
  };
}

function nodeId(index: number): string {
  return `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

function simulatedNode(id: string, index: number): Node {
  return {
    id,
    name: `node-${index}`,
    datacenter: 'dc1',
    nodePool: 'default',
    nodeClass: 'linux-medium',
    httpAddr: '127.0.0.1:0',
    attributes: {
      'kernel.name': 'linux',
      'cpu.arch': 'amd64',
      'driver.raw_exec': '1',
      'unique.hostname': `node-${index}`,
    },
    meta: {},
    drivers: {
      raw_exec: { detected: true, healthy: true, healthDescription: 'Healthy', attributes: {} },
    },
    resources: {
      cpuMhz: 20_000,
      cpuCores: 8,
      memoryMb: 65_536,
      diskMb: 2_000_000,
      networks: [
        { mode: 'host', device: 'eth0', ip: '127.0.0.1', cidr: '127.0.0.1/32', mbits: 1_000 },
      ],
      minDynamicPort: 20_000,
      maxDynamicPort: 32_000,
    },
    reserved: { cpuMhz: 0, memoryMb: 0, diskMb: 0, ports: '' },
    hostVolumes: {},
  };
}
