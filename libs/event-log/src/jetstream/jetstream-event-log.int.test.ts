import { connect } from '@nats-io/transport-node';
import { eventLogContract } from '../event-log.contract.ts';
import { startNatsServer } from '../testing/nats-server.ts';
import { openJetStreamStore } from './open-jetstream-store.ts';

eventLogContract('JetStreamEventLog', async () => {
  const server = await startNatsServer();
  const store = await openJetStreamStore({ servers: [server.url] });
  const nc = await connect({ servers: server.url });
  return {
    log: store.log,
    appendText: async ({ subject, text }) => {
      await nc.request(`ev.${subject}`, text);
    },
    close: async () => {
      await nc.close();
      await store.close();
      await server.stop();
    },
  };
});
