import { hostname } from 'node:os';
import { runService } from '@steppe/nest-kit';
import { boundYoungGeneration, nodeIdOf, startNodeAgent } from '@steppe/node-agent';
import { DockerDriver, ExecDriver, MockDriver, RawExecDriver } from '@steppe/task-drivers';

/** So few, that ended ones are removed all the time. */
const ENDED_ALLOCS_KEPT = 5;

boundYoungGeneration();

/** A node agent with every driver that needs no more than this machine, and the mock, as a process that can be killed. */
await runService('soak-node', async ({ store, clock, logger, env }) => {
  const dataDir = env['DATA_DIR'] ?? '';
  const nodeId = await nodeIdOf(dataDir);
  const onError = (error: unknown): void => logger.warn({ err: error }, 'a driver failed');
  const agent = await startNodeAgent({
    store,
    clock,
    logger,
    drivers: [
      new DockerDriver({ onError, nodeId }),
      new RawExecDriver({ onError, enabled: true }),
      new ExecDriver({ onError }),
      new MockDriver(),
    ],
    config: {
      dataDir,
      nodeName: env['NODE_NAME'] ?? hostname(),
      httpAddr: '127.0.0.1:4646',
      gcMaxAllocs: ENDED_ALLOCS_KEPT,
      networkInterface: 'lo',
    },
  });
  agent.failed.catch((error: unknown) => {
    logger.fatal({ err: error }, 'the agent cannot go on');
    process.exit(1);
  });
  return agent;
});
