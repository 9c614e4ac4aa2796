import { subjects, token } from '@steppe/domain';
import { openJetStreamStore } from '@steppe/event-log';
import { benchNode, nodeIdAt } from './bench-node.ts';

/** Well below the time after which the broker takes a silent node for lost. */
const HEARTBEAT_INTERVAL_MS = 8_000;
/** So many of them send together: the broker is to hear them as it would hear machines, not all at once. */
const SHARES = 80;

export interface SimulatedNodes {
  /** Falls silent with so many nodes, the first ones. */
  lose(count: number): void;
  stop(): Promise<void>;
}

/** Registers nodes that run nothing, and keeps them alive by heartbeats until they are stopped. */
export async function simulateNodes(
  { natsUrl }: { readonly natsUrl: string },
  count: number,
): Promise<SimulatedNodes> {
  const store = await openJetStreamStore({ servers: [natsUrl], name: 'bench-nodes' });
  const ids = Array.from({ length: count }, (_, i) => nodeIdAt(i));
  await Promise.all(
    ids.map((id, i) =>
      store.log.append({
        subject: subjects.client(id),
        expectedSeq: 0,
        commit: {
          v: 1,
          atMs: Date.now(),
          actor: `node-agent/${id}`,
          events: [{ type: 'NodeRegistered', v: 1, node: benchNode(i) }],
        },
      }),
    ),
  );
  let lost = 0;
  let share = 0;
  const beat = (): void => {
    for (let i = lost; i < ids.length; i++) {
      const id = ids[i];
      if (id !== undefined && i % SHARES === share) {
        store.live.publish(`heartbeat.${token(id)}`, { nodeId: id });
      }
    }
    share = (share + 1) % SHARES;
  };
  const timer = setInterval(beat, HEARTBEAT_INTERVAL_MS / SHARES);
  return {
    lose(lostCount) {
      lost = lostCount;
    },
    async stop() {
      clearInterval(timer);
      await store.close();
    },
  };
}
