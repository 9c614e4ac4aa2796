import { runService } from '@steppe/nest-kit';
import { startNodeAgent } from '../start-node-agent.ts';
import { rawExec } from './cluster.ts';

// A node agent with a bridge of its own, as a process that can be killed.
await runService('bridge-agent', ({ store, clock, logger, env }) =>
  startNodeAgent({
    store,
    clock,
    logger,
    drivers: [rawExec()],
    config: {
      dataDir: env['DATA_DIR'] ?? '',
      httpAddr: '127.0.0.1:4646',
      nodeName: 'n1',
      networks: JSON.parse(env['NETWORKS'] ?? '{}'),
    },
  }),
);
