import { snapshotsContract } from '../snapshots.contract.ts';
import { startNatsServer } from '../testing/nats-server.ts';
import { openJetStreamStore } from './open-jetstream-store.ts';

snapshotsContract('ObjectSnapshots', async () => {
  const server = await startNatsServer();
  const store = await openJetStreamStore({ servers: [server.url] });
  return {
    snapshots: store.snapshots,
    close: async () => {
      await store.close();
      await server.stop();
    },
  };
});
